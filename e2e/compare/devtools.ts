import type { CDPSession } from "@playwright/test";
import type { TransportName } from "#protocol/transports.ts";
import type { CdpView } from "./record.ts";

/** What Chromium's own developer tools see of one lane, from its Network domain. */
export interface Devtools {
  /** What was counted so far was warm-up. */
  reset(): void;
  view(): CdpView;
}

/** The part of an event of the Network domain that is read here. */
interface NetworkEvent {
  readonly requestId: string;
  readonly url?: string;
  readonly type?: string;
  readonly request?: { readonly url: string };
  readonly response?: { readonly encodedDataLength?: number; readonly payloadData?: string };
  readonly encodedDataLength?: number;
}

const NOTHING: CdpView = {
  requests: 0,
  encodedBytes: 0,
  events: 0,
  framesIn: 0,
  framesOut: 0,
  framePayloadBytes: 0,
  frameHeadBytes: 0,
};

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
  let counts: Record<keyof CdpView, number> = { ...NOTHING };
  /** The lane's requests, and how many bytes have been counted of each. */
  const known = new Map<string, number>();
  const isOurs = (url = "") => new URL(url).pathname.endsWith(`/${transport}`);

  function add(id: string, bytes: number): void {
    counts.encodedBytes += bytes;
    known.set(id, (known.get(id) ?? 0) + bytes);
  }

  function begin({ requestId, url, request, type }: NetworkEvent): void {
    // The question before the question (CORS) is told of as a request of its own, to the same URL.
    if (!isOurs(url ?? request?.url)) return;
    known.set(requestId, 0);
    if (type !== "Preflight") counts.requests += 1;
  }

  return {
    hear(method, event) {
      const { requestId, response, encodedDataLength = 0 } = event;
      if (method === "Network.requestWillBeSent" || method === "Network.webSocketCreated") begin(event);
      const soFar = known.get(requestId);
      if (soFar === undefined) return;
      const frameBytes = Buffer.byteLength(response?.payloadData ?? "");
      switch (method) {
        case "Network.responseReceived":
          return add(requestId, response?.encodedDataLength ?? 0);
        case "Network.dataReceived":
          return add(requestId, encodedDataLength);
        case "Network.loadingFinished":
          return add(requestId, encodedDataLength - soFar); // the sum of all, where the rest were parts
        case "Network.eventSourceMessageReceived":
          counts.events += 1;
          return;
        case "Network.webSocketFrameReceived":
          counts.framesIn += 1;
          counts.framePayloadBytes += frameBytes;
          counts.frameHeadBytes += headOf(frameBytes);
          return;
        case "Network.webSocketFrameSent":
          counts.framesOut += 1;
      }
    },
    reset() {
      counts = { ...NOTHING };
    },
    view: () => ({ ...counts }),
  };
}

/** Bytes in front of a frame's payload, from server to browser. [spec] RFC 6455 §5.2 */
function headOf(payloadBytes: number): number {
  if (payloadBytes < 126) return 2;
  return payloadBytes < 65_536 ? 4 : 10;
}
