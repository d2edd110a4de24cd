import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Setting } from "./setting.ts";

const ALL = TRANSPORTS;
const PUSHING: readonly TransportName[] = ["long-polling", "sse", "websocket"];

/**
 * Poll intervals are 3.618 or 0.276 update periods: at a golden ratio the phase between question and update comes by evenly
 * in a few questions, which the formulas suppose, and which a round ratio would fix for a whole run.
 */
export const SETTINGS: readonly Setting[] = [
  set("steady", "v=1&rate=9.045&poll=400&padding=100", 12, {
    about:
      "A counter nine times a second, polled every 400 ms, with nothing in between: what each transport costs by itself.",
  }),
  set("idle", "v=1&rate=1.382&poll=200&padding=100", 5, {
    about: "Four updates in three seconds, polled five times a second: most questions find nothing new.",
    transports: ["short-polling", "long-polling"],
    warmUp: 1,
  }),
  set("stock-ticker", "v=1&rate=1&poll=1000", 8, {
    about:
      "One message a second, polled every second: one of the clients of websocket.org's use cases A, B and C.",
    transports: ["short-polling", "websocket"],
  }),
  set("far", "v=1&rate=2.211&padding=100&net=latency:100", 9, {
    about: "A server 100 ms away each way; updates come further apart than its round trip.",
    transports: PUSHING,
  }),
  set("far-polled", "v=1&rate=3.618&poll=1000&padding=100&net=latency:100", 13, {
    about: "The same way, to be polled every second.",
    transports: ["short-polling", "sse"],
  }),
  set("restless", "v=1&rate=5&pattern=poisson&padding=100&net=latency:100", 40, {
    about:
      "A server 100 ms away each way; updates at random, many of them within one round trip of the last.",
    transports: PUSHING,
  }),
  set("back-to-back", "v=1&rate=3.618&poll=100&padding=100&net=latency:50", 16, {
    about: "A server 50 ms away each way, polled again as soon as its answer is there.",
    transports: ["short-polling", "websocket"],
  }),
  set("sensor", "v=1&rate=4&poll=240&padding=100&net=latency:50", 25, {
    about:
      "A sensor of 4 Hz over 50 ms each way, polled almost as often, so that the phase comes by in a run.",
  }),
  set("far-sensor", "v=1&rate=4&padding=100&net=latency:150", 25, {
    about: "A sensor of 4 Hz over 150 ms each way, which is more than half of its period.",
    transports: PUSHING,
  }),
  set("tokens", "v=1&rate=50&net=latency:25", 100, {
    about: "Fifty short messages a second over 25 ms each way, as a language model streams its tokens.",
    transports: PUSHING,
  }),
  set("no-upgrades", "v=1&rate=9.045&padding=100&net=no-upgrades", 30, {
    about: "Behind a proxy that answers each request to upgrade with 502, where a WebSocket never opens.",
    transports: ["long-polling", "sse"],
  }),
  set("cut", "v=1&rate=9.045&poll=400&padding=100&net=latency:10&script=3:cut", 40, {
    about: "Every connection is reset once in the middle of the run.",
  }),
  set("elevator", "v=1&rate=9.045&poll=400&padding=100&net=latency:10&script=2.5:stall:2", 30, {
    about: "Nothing passes for two seconds in the middle of the run, and nothing closes.",
  }),
  set("crowded-air", "v=1&rate=9.045&poll=400&padding=100&net=latency:40,jitter:120", 30, {
    about: "Wi-Fi in a full room: 40 ms each way, and up to 120 ms more at random.",
  }),
  set("slow-phone", "v=1&rate=9.045&poll=400&padding=100", 30, {
    about: "As steady, on a processor that is made six times slower.",
    cpuSlowdown: 6,
  }),
  set("hidden", "v=1&rate=9.045&poll=400&padding=100", 20, {
    about: "As steady, in a page that lies behind another.",
    background: true,
  }),
];

/** Those of `--quick`: what a transport costs by itself, what it costs to ask too often, and what the way adds. */
export const QUICK: readonly string[] = ["steady", "idle", "far"];

function set(
  name: string,
  link: string,
  messages: number,
  rest: Pick<Setting, "about"> & Partial<Setting>,
): Setting {
  return {
    name,
    link,
    messages,
    transports: ALL,
    warmUp: 2,
    cpuSlowdown: 1,
    background: false,
    browser: "chromium",
    ...rest,
  };
}
