import { SERVER_HEADER } from "#protocol/transports.ts";
import type { Link, Outcome, RequestKind } from "./transport.ts";

export interface Question {
  readonly kind: RequestKind;
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Who does not get an answer within this time takes it for lost, ms. */
  readonly patienceMs: number;
}

/** A whole answer, whatever its status. */
export interface Answer {
  /** 2xx; and 304, which is a good answer of another kind. */
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
  /** When the last byte of it was here, before anything was made of it. */
  readonly arrivedAt: number;
}

/** No answer came; why, in words. */
export interface Lost {
  readonly lost: string;
}

/**
 * One HTTP exchange, reported to the listener from its start to its end. The returned function cancels it: the request is
 * aborted, and `done` is not called any more.
 */
export function exchange(
  { listener, time }: Pick<Link, "listener" | "time">,
  { kind, url, method = "GET", headers = {}, body, patienceMs }: Question,
  done: (answer: Answer | Lost) => void,
): () => void {
  const end = listener.request(kind, url);
  const controller = new AbortController();
  const stopWaiting = time.after(patienceMs, () => settle({ lost: `no answer in ${patienceMs / 1000} s` }));
  let over = false;

  function settle(answer: Answer | Lost): void {
    if (over) return;
    over = true;
    stopWaiting();
    controller.abort(); // what is still on its way, if anything
    end(outcomeOf(answer));
    done(answer);
  }

  async function ask(): Promise<Answer> {
    const response = await fetch(url, {
      method,
      headers,
      // The browser's cache would answer 304 with a 200 of its own, and keep from us what the network said. It stays away
      // from a question that has a validator (Fetch §4.5), for which "no-store" would have another price: Chromium then
      // also forgets that it has leave to ask, and asks for it before each poll through a network.
      cache: "If-None-Match" in headers ? "default" : "no-store",
      signal: controller.signal,
      ...(body === undefined ? {} : { body }),
    });
    // Who asks why a stream did not open may find that now it does, and that answer has no end.
    const text = kind === "inquiry" && response.ok ? "" : await response.text();
    const { status, statusText, headers: said } = response;
    const ok = response.ok || status === 304;
    const server = said.get(SERVER_HEADER);
    if (server !== null && kind === "poll") listener.server?.(server);
    return { ok, status, statusText, headers: said, text, arrivedAt: time.now() };
  }

  ask().then(settle, () => settle({ lost: "the server cannot be reached" }));
  return () => {
    if (over) return;
    over = true;
    stopWaiting();
    end("cancelled");
    controller.abort();
  };
}

/** An answer that is of use: 2xx, or 304. */
export function isGood(answer: Answer | Lost): answer is Answer & { readonly ok: true } {
  return "ok" in answer && answer.ok;
}

function outcomeOf(answer: Answer | Lost): Outcome {
  if (!isGood(answer)) return "failed";
  const { status, text } = answer;
  return status === 204 || status === 304 || text === "[]" ? "empty" : "news";
}
