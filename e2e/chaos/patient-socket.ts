import { WebSocket as Socket } from "ws";

/**
 * Node's own WebSocket keeps the TCP connection of a peer that is gone in silence for ever, as it waits for the answer to
 * its close frame; a browser gives up after a while (RFC 6455 §7.1.1 lets a client do so). This one does, too: else what
 * chaos leaves half-open would add up until the network has no room for another connection.
 */
export class PatientSocket extends Socket {
  constructor(url: string, protocol: string) {
    super(url, protocol, { perMessageDeflate: false });
    this.on("error", () => {}); // a `close` follows, and tells the same
  }
}
