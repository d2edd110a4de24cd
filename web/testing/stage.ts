import { vi } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import type { LaneState } from "../measuring/snapshot.ts";
import type { Link, RequestKind, Time } from "../transports/transport.ts";

/**
 * A network played by hand, and a listener that writes down what it is told. The contract suite runs on the real thing;
 * here stand the cases that take minutes there, or a server that misbehaves.
 */
export interface Stage {
  readonly link: Link;
  readonly settings: { pollMs: number; holdS: number; etag: boolean };
  readonly messages: Envelope[];
  readonly duplicates: Envelope[];
  readonly states: LaneState[];
  readonly requests: { readonly kind: RequestKind; readonly url: string; outcome?: string }[];
  readonly fetches: FakeFetch[];
  readonly sources: FakeEventSource[];
  readonly sockets: FakeWebSocket[];
  probes: number;
}

/** One `fetch`, to be answered by the test. Its methods resolve once the client has taken note. */
export interface FakeFetch {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly isAborted: boolean;
  answer(status: number, body?: unknown, headers?: Record<string, string>): Promise<void>;
  lose(): Promise<void>;
}

export function createStage(time: Time, random = () => 0.5): Stage {
  const ended: (() => void)[] = [];
  const settings = { pollMs: 1000, holdS: 25, etag: false };
  const stage: Stage = {
    settings,
    messages: [],
    duplicates: [],
    states: [],
    requests: [],
    fetches: [],
    sources: [],
    sockets: [],
    probes: 0,
    link: {
      channelUrl: "http://lab/channels/counter",
      session: "s1",
      settings: () => settings,
      time,
      random,
      listener: {
        message: (envelope) => void stage.messages.push(envelope),
        duplicate: (envelope) => void stage.duplicates.push(envelope),
        state: (state) => void stage.states.push(state),
        request(kind, url) {
          const request: Stage["requests"][number] = { kind, url };
          stage.requests.push(request);
          return (outcome) => {
            if (request.outcome) throw new Error(`ended twice: ${kind} ${url}`);
            request.outcome = outcome;
            for (const note of ended.splice(0)) note();
          };
        },
        probe: () => {
          stage.probes += 1;
        },
      },
    },
  };

  function fakeFetch(url: string, { method = "GET", headers = {}, body, signal }: RequestInit = {}) {
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      const noted = () => new Promise<void>((note) => void ended.push(note));
      stage.fetches.push({
        path: url.replace("http://lab", ""),
        method,
        headers: headers as Record<string, string>,
        body: body ? JSON.parse(String(body)) : undefined,
        get isAborted() {
          return signal?.aborted ?? false;
        },
        answer(status, value, answerHeaders = {}) {
          const text = value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);
          resolve(new Response(text, { status, headers: answerHeaders }));
          return noted();
        },
        lose() {
          reject(new TypeError("fetch failed"));
          return noted();
        },
      });
    });
  }

  vi.stubGlobal("fetch", fakeFetch);
  vi.stubGlobal(
    "EventSource",
    class extends FakeEventSource {
      constructor(url: string) {
        super(url);
        stage.sources.push(this);
      }
    },
  );
  vi.stubGlobal(
    "WebSocket",
    class extends FakeWebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        stage.sockets.push(this);
      }
    },
  );
  return stage;
}

export class FakeEventSource {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readonly path: string;
  readyState = FakeEventSource.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    this.path = url.replace("http://lab", "");
  }

  readonly #named = new Map<string, (event: { data: string }) => void>();

  addEventListener(name: string, hear: (event: { data: string }) => void): void {
    this.#named.set(name, hear);
  }

  open(): void {
    this.readyState = FakeEventSource.OPEN;
    this.onopen?.();
  }

  say(data: unknown): void {
    this.onmessage?.({ data: typeof data === "string" ? data : JSON.stringify(data) });
  }

  /** An event with a name, which is no message. */
  sayNamed(name: string, data: object): void {
    this.#named.get(name)?.({ data: JSON.stringify(data) });
  }

  /** The stream ends, and the browser will ask again by itself. */
  break(): void {
    this.readyState = FakeEventSource.CONNECTING;
    this.onerror?.();
  }

  /** An answer that is no stream: for the browser that is the end. */
  die(): void {
    this.readyState = FakeEventSource.CLOSED;
    this.onerror?.();
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}

export class FakeWebSocket {
  readonly path: string;
  readonly protocol: string;
  readonly sent: unknown[] = [];
  isClosed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(url: string, protocol: string) {
    this.path = url.replace("ws://lab", "");
    this.protocol = protocol;
  }

  open(): void {
    this.onopen?.();
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  end(code: number, reason = ""): void {
    this.onclose?.({ code, reason });
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }
}

/** A message of the counter at `seq`, of life `epoch`. */
export function counted(seq: number, epoch = "aaaa"): Envelope {
  return {
    v: 1,
    type: "counter",
    channel: "counter",
    epoch,
    seq,
    at: 1_764_000_000_000,
    payload: { value: seq },
  };
}
