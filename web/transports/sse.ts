import { parseJson } from "#protocol/refusal.ts";
import { inquire, post, urlOf } from "./asking.ts";
import { createComeback } from "./comeback.ts";
import { createCursor } from "./cursor.ts";
import type { Connect, EndRequest } from "./transport.ts";
import { Setback } from "./verdict.ts";

/** Server-sent events: one request, whose answer never ends. */
export const connectSse: Connect = (link) => {
  const { time, listener } = link;
  const cursor = createCursor(link);
  const comeback = createComeback(link, open);
  const life = new AbortController();
  let source: EventSource;
  let end: EndRequest | undefined;

  // --- open ---
  open();

  function open(): void {
    const url = urlOf(link, "sse", cursor.after);
    end = listener.request("connection", url);
    let triedByItself = false;
    listener.state({ kind: "connecting", since: time.now() });
    source = new EventSource(url);

    source.onopen = () => {
      // After a retry of its own the browser tells us only now that it has asked.
      end ??= listener.request("connection", url);
      triedByItself = false;
      comeback.opened();
      listener.state({ kind: "open", since: time.now(), heardAt: time.now() });
    };

    // --- receive ---
    source.onmessage = ({ data }) => cursor.hear(parseJson(data, "data"), time.now());

    // A comment keeps the stream alive on its way, but the browser keeps it to itself: silence cannot be told from death.
    source.onerror = () => {
      end?.("failed");
      end = undefined;
      // An error is not the end: the browser comes back by itself, with Last-Event-ID, when `retry:` ms have passed. But
      // it does so without back-off, and not at all after an answer that is no stream, such as a proxy's 502.
      if (source.readyState === EventSource.CONNECTING && !triedByItself) {
        triedByItself = true;
        return listener.state({
          kind: "reconnecting",
          nextAt: undefined,
          attempt: 1,
          reason: "the stream broke",
        });
      }
      source.close();
      void askWhy(url);
    };
  }

  async function askWhy(url: string): Promise<void> {
    const why =
      (await inquire(link, url, "HEAD", life.signal)) ?? new Setback("the stream broke", { mayReturn: true });
    // A HEAD has no body; only where it is a no for good does another request for its words pay.
    comeback.after(why.mayReturn ? why : ((await inquire(link, url, "GET", life.signal)) ?? why));
  }

  return {
    // --- send ---
    send: (message) => post(link, "sse", message),

    // --- close ---
    close() {
      life.abort();
      comeback.close();
      source.close();
      end?.("empty");
    },
  };
};
