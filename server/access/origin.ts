import type { IncomingMessage } from "node:http";
import { refuse } from "#protocol/refusal.ts";

/**
 * A browser lets any page open a WebSocket to any server, cookies and all, so checking the Origin is the server's part
 * (RFC 6455 §10.2). A page of ours has the Origin it was fetched from, which is what it asks for in Host. Who sends no
 * Origin is no browser.
 */
export function checkOrigin({ headers }: IncomingMessage): void {
  if (headers.origin === undefined) return;
  if (hostOf(headers.origin) !== headers.host)
    refuse("foreign-origin", "Origin", `a page of ${headers.host}`, headers.origin);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
