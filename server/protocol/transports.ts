/** The four rungs, from the bottom up. One spelling in file names, routes, JSON keys, test titles and labels. */
export const TRANSPORTS = ["short-polling", "long-polling", "sse", "websocket"] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** What a person reads. */
export const LABELS: Readonly<Record<TransportName, string>> = {
  "short-polling": "Short polling",
  "long-polling": "Long polling",
  sse: "SSE",
  websocket: "WebSocket",
};

/** The WebSocket subprotocols of the channels, of the control socket, of the network's and of the prices' (RFC 6455 §1.9). */
export const SUBPROTOCOL = "ladder.v1";
export const CONTROL_SUBPROTOCOL = "ladder-control.v1";
export const NETWORK_SUBPROTOCOL = "ladder-network.v1";
export const PRICES_SUBPROTOCOL = "ladder-prices.v1";

/** In answers of a server that is one of many: its name. A WebSocket says it in a `hello` frame, a stream in an event. */
export const SERVER_HEADER = "Ladder-Server";

export function isTransport(name: string): name is TransportName {
  return (TRANSPORTS as readonly string[]).includes(name);
}

/** Path of a channel's route, e.g. `/channels/counter%3As1/sse`. */
export function channelPath(channel: string, route: TransportName | "messages"): string {
  return `/channels/${encodeURIComponent(channel)}/${route}`;
}
