import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

interface Asked {
  readonly headers: IncomingMessage["headers"];
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * The address of who asks. A proxy in front, such as the cluster's nginx, has all clients under its own address, and says
 * theirs in X-Real-IP. Anyone can say that; it is believed of this machine alone, where such a proxy runs.
 */
export function addressOf({ headers, socket: { remoteAddress = "" } }: Asked): string {
  const said = String(headers["x-real-ip"]);
  return LOOPBACK.test(remoteAddress) && isIP(said) !== 0 ? said : remoteAddress;
}

/** IPv4 also as a socket for both kinds sees it. */
const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
