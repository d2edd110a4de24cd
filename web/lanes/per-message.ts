import type { LaneView } from "../measuring/snapshot.ts";

/** What one delivered message cost; undefined before the first. Counted on the server's sockets. */
export interface PerMessage {
  readonly requests: number;
  readonly bytes: number;
  /** Of these bytes, the envelope, and everything else: heads, frames, handshakes, polls that brought nothing. */
  readonly payload: number;
  readonly overhead: number;
}

export function perMessage({ meter }: LaneView): PerMessage | undefined {
  if (!meter || meter.messages === 0) return undefined;
  const { messages, requests, bytesIn, bytesOut, payloadBytes } = meter;
  const bytes = (bytesIn + bytesOut) / messages;
  const payload = payloadBytes / messages;
  return { requests: requests / messages, bytes, payload, overhead: bytes - payload };
}
