import type { IncomingMessage } from "node:http";
import { refuse } from "#protocol/refusal.ts";

/**
 * Who a browser says is asking. `same`: a page that came from where it asks, so that its Origin is the Host it asks for.
 * `page`: a page of ours that asks another port, that of a network. `foreign`: any other. Who sends no Origin is no
 * browser, or asks its own server: `none`.
 */
export type Kinship = "none" | "same" | "page" | "foreign";
export type KinshipOf = (request: Pick<IncomingMessage, "headers">) => Kinship;

/** Tells pages of the lab by the port that it serves them on, which is known once it listens. */
export function createKinship(pagePort: () => number): KinshipOf {
  return ({ headers: { origin, host } }) => {
    if (origin === undefined) return "none";
    const [from, to] = [placeOf(origin), placeOf(`http://${host}`)];
    if (from && from.host === host) return "same";
    return from && from.hostname === to?.hostname && from.port === pagePort() ? "page" : "foreign";
  };
}

/**
 * A browser lets any page open a WebSocket to any server, cookies and all, so checking the Origin is the server's part
 * (RFC 6455 §10.2).
 */
export function checkOrigin(kinshipOf: KinshipOf, request: IncomingMessage): void {
  const { host, origin } = request.headers;
  if (kinshipOf(request) === "foreign") refuse("foreign-origin", "Origin", `a page of ${host}`, origin);
}

function placeOf(origin: string) {
  if (!URL.canParse(origin)) return undefined;
  const { host, hostname, port, protocol } = new URL(origin);
  return { host, hostname, port: Number(port) || (protocol === "https:" ? 443 : 80) };
}
