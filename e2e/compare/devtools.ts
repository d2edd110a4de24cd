import type { CDPSession } from "@playwright/test";
import type { TransportName } from "#protocol/transports.ts";
import type { CdpView } from "./record.ts";

/** What Chromium's own developer tools see of one lane, from its Network domain. */
export interface Devtools {
  /** What was counted so far was warm-up, but for requests that went out at `since` or later, ms since 1970. */
  reset(since: number): void;
  /** Of the lane's first `requests` alone, if told: another poll may have gone out meanwhile. */
  view(requests?: number): CdpView;
}

/** The part of an event of the Network domain that is read here. */
interface NetworkEvent {
  readonly requestId: string;
  readonly url?: string;
  readonly type?: string;
  /** Of a request: when it went out, s since 1970. */
  readonly wallTime?: number;
  readonly request?: { readonly url: string };
  readonly response?: {
    readonly encodedDataLength?: number;
    readonly payloadData?: string;
    readonly headersText?: string;
  };
  readonly encodedDataLength?: number;
}

/** `soFar`: bytes counted since the request went out, whatever was reset meanwhile. `at`: when that was, ms since 1970. */
type Tally = Record<keyof CdpView | "soFar" | "at", number>;

const NOTHING: Record<keyof CdpView, number> = {
  requests: 0,
  encodedBytes: 0,
  events: 0,
  framesIn: 0,
  framesOut: 0,
  framePayloadBytes: 0,
  frameHeadBytes: 0,
};
const FIELDS = Object.keys(NOTHING) as readonly (keyof CdpView)[];

/**
 * Watches a page before it is loaded. The lanes live in a dedicated worker, which is a target of its own: the page's
 * Network domain says nothing of it, so we attach to each worker as it starts, before it has run a line.
 */
export async function watchNetwork(page: CDPSession, transport: TransportName): Promise<Devtools> {
  const tally = createTally(transport);
  let messageId = 0;
  page.on("Target.attachedToTarget", ({ sessionId }) => {
    for (const method of ["Network.enable", "Runtime.runIfWaitingForDebugger"]) {
      const message = JSON.stringify({ id: ++messageId, method });
      // Where the page is gone meanwhile there is nothing to be watched.
      page.send("Target.sendMessageToTarget", { sessionId, message }).catch(() => {});
    }
  });
  page.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { method, params } = JSON.parse(message) as { method?: string; params?: NetworkEvent };
    if (method && params) tally.hear(method, params);
  });
  // Not flattened: a flat session's messages would come past Playwright, which knows nothing of it.
  await page.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: false });
  return tally;
}

/** Adds up the events that are about the lane's own URLs. */
export function createTally(
  transport: TransportName,
): Devtools & { hear(method: string, event: NetworkEvent): void } {
  /** What is known of each request, in the order in which they went out. */
  const known = new Map<string, Tally>();
  const isOurs = (url = "") => new URL(url).pathname.endsWith(`/${transport}`);

  function begin({ requestId, url, request, type, wallTime = 0 }: NetworkEvent): void {
    // The question before the question (CORS) is told of as a request of its own, to the same URL.
    if (isOurs(url ?? request?.url))
      known.set(requestId, {
        ...NOTHING,
        requests: type === "Preflight" ? 0 : 1,
        soFar: 0,
        at: 1000 * wallTime,
      });
  }

  function add(tally: Tally, bytes: number): void {
    tally.encodedBytes += bytes;
    tally.soFar += bytes;
  }

  return {
    hear(method, event) {
      if (method === "Network.requestWillBeSent" || method === "Network.webSocketCreated") begin(event);
      const tally = known.get(event.requestId);
      if (!tally) return;
      const { response, encodedDataLength = 0 } = event;
      const payloadBytes = Buffer.byteLength(response?.payloadData ?? "");
      switch (method) {
        case "Network.responseReceived":
          return add(tally, response?.encodedDataLength ?? 0);
        case "Network.webSocketHandshakeResponseReceived":
          return add(tally, Buffer.byteLength(response?.headersText ?? "", "latin1"));
        case "Network.dataReceived":
          return add(tally, encodedDataLength);
        case "Network.loadingFinished":
          return add(tally, encodedDataLength - tally.soFar); // the sum of all, where the rest were parts
        case "Network.eventSourceMessageReceived":
          tally.events += 1;
          return;
        case "Network.webSocketFrameReceived":
          tally.framesIn += 1;
          tally.framePayloadBytes += payloadBytes;
          tally.frameHeadBytes += headOf(payloadBytes);
          return;
        case "Network.webSocketFrameSent":
          tally.framesOut += 1;
      }
    },
    reset(since) {
      for (const [requestId, tally] of known) {
        if (tally.at >= since) continue;
        // A poll was over by then, and what is told late of it is warm-up, too; of a stream more is to come.
        if (transport === "short-polling") known.delete(requestId);
        else Object.assign(tally, NOTHING);
      }
    },
    view(requests = Infinity) {
      const sum = { ...NOTHING };
      for (const tally of known.values()) {
        if (sum.requests + tally.requests > requests) break;
        for (const key of FIELDS) sum[key] += tally[key];
      }
      return sum;
    },
  };
}

/** Bytes in front of a frame's payload, from server to browser. [spec] RFC 6455 §5.2 */
function headOf(payloadBytes: number): number {
  if (payloadBytes < 126) return 2;
  return payloadBytes < 65_536 ? 4 : 10;
}
