import type { LaneFigures } from "#protocol/figures.ts";
import type { LaneMeter } from "#protocol/meter.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { Agreement, CdpView } from "./record.ts";

/** Three who looked at one lane. */
export interface VantagePoints {
  readonly browser: LaneFigures;
  readonly server: LaneMeter;
  /** Undefined where the browser has no CDP. */
  readonly cdp: CdpView | undefined;
}

/** An empty ping is a head alone, from the server (RFC 6455 §5.5.2). */
const PING_BYTES = 2;

/**
 * Holds what page, server and developer tools have counted against each other. What one of them leaves out is reckoned
 * exactly; where that does not explain the difference, they disagree.
 */
export function agreementOf(transport: TransportName, seen: VantagePoints): Agreement[] {
  const all = [messagesOf(transport, seen), requestsOf(seen), answersOf(seen), ...bytesOf(transport, seen)];
  // How much of it was cut off on its way nobody at either end can tell, so it stays a difference.
  const why = seen.browser.reconnects > 0 ? "; a connection was lost, with what was on its way" : "";
  return all.map((one) => (one.agrees ? one : { ...one, explanation: one.explanation + why }));
}

function messagesOf(transport: TransportName, { browser, server, cdp }: VantagePoints): Agreement {
  const heard = browser.delivered + browser.duplicated + browser.reordered;
  const told = {
    sse: cdp?.events,
    websocket: cdp?.framesIn,
    "long-polling": undefined,
    "short-polling": undefined,
  };
  return row(
    "messages",
    { browser: heard, server: server.messages, cdp: told[transport] },
    // A reset, or word of what was dropped, is an event and a frame, too.
    { cdp: browser.resets },
    browser.resets > 0 ? `CDP counts ${browser.resets} resets with the messages` : "",
  );
}

function requestsOf({ browser, server, cdp }: VantagePoints): Agreement {
  const { preflights = 0 } = server;
  return row(
    "requests",
    { browser: browser.requests, server: server.requests, cdp: cdp?.requests },
    { server: preflights },
    preflights > 0
      ? `the server counts ${preflights} that the browser asks of its own accord, before one to another port (CORS)`
      : "",
  );
}

function answersOf({ browser, server }: VantagePoints): Agreement {
  return row("empty answers", { browser: browser.emptyResponses, server: server.emptyResponses }, {}, "");
}

function bytesOf(transport: TransportName, { server, cdp }: VantagePoints): Agreement[] {
  const sent: Agreement = {
    what: "bytes to the server",
    server: server.bytesIn,
    agrees: true,
    explanation: "only the server counts them: CDP names the headers of a request, and no bytes",
  };
  if (!cdp) return [sent];
  if (transport !== "websocket")
    return [sent, row("bytes from the server", { server: server.bytesOut, cdp: cdp.encodedBytes }, {}, "")];
  const pings = server.heartbeats * PING_BYTES;
  const { framePayloadBytes, frameHeadBytes } = cdp;
  return [
    sent,
    row(
      "bytes from the server",
      { server: server.bytesOut, cdp: framePayloadBytes + cdp.encodedBytes },
      { server: frameHeadBytes + pings },
      `CDP tells the payload of ${cdp.framesIn} frames; the server counts their heads, too (${frameHeadBytes} bytes, RFC 6455 §5.2)${pings > 0 ? `, and ${server.heartbeats} pings (${pings} bytes)` : ""}`,
    ),
  ];
}

/** Who counts from the same moment sees the same from then on. */
export function agree(transport: TransportName, seen: VantagePoints): boolean {
  return agreementOf(transport, seen).every(({ agrees }) => agrees);
}

type Counts = { readonly [Who in "browser" | "server" | "cdp"]?: number | undefined };

/** `extra`: what each counts that the others do not, for the reason that is given. */
function row(what: string, counts: Counts, extra: Counts, reason: string): Agreement {
  const known = (["browser", "server", "cdp"] as const).filter((who) => counts[who] !== undefined);
  const bare = known.map((who) => (counts[who] ?? 0) - (extra[who] ?? 0));
  const agrees = new Set(bare).size === 1;
  const isEqual = new Set(known.map((who) => counts[who])).size === 1;
  const shown = Object.fromEntries(known.map((who) => [who, counts[who]]));
  const spread = Math.max(...bare) - Math.min(...bare);
  const unexplained = `a difference of ${spread} that is not explained${reason ? `; ${reason}` : ""}`;
  return { what, ...shown, agrees, explanation: agrees ? (isEqual ? "" : reason) : unexplained };
}
