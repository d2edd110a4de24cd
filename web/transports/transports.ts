import type { TransportName } from "#protocol/transports.ts";
import { connectLongPolling } from "./long-polling.ts";
import { connectShortPolling } from "./short-polling.ts";
import { connectSse } from "./sse.ts";
import type { Connect } from "./transport.ts";
import { connectWebSocket } from "./websocket.ts";

export const CONNECT: Readonly<Record<TransportName, Connect>> = {
  "short-polling": connectShortPolling,
  "long-polling": connectLongPolling,
  sse: connectSse,
  websocket: connectWebSocket,
};
