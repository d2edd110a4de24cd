/** A whole scenario by name: a trade-off or a mistake that is worth seeing, and in one sentence what to look for. */
export interface Preset {
  readonly name: string;
  readonly look: string;
  /** The query of the link that runs it. */
  readonly link: string;
}

/** What each rung of the ladder costs. */
export const TRADE_OFFS: readonly Preset[] = [
  {
    name: "Polling too slow",
    link: "v=1&rate=1&poll=10000",
    look: "At ten seconds between questions short polling sees one value in ten, and what it shows is five seconds old on average.",
  },
  {
    name: "Polling too fast",
    link: "v=1&rate=0.2&poll=500",
    look: "Nine answers out of ten are empty: the requests column grows, the value does not.",
  },
  {
    name: "Polling is fine",
    link: "v=1&rate=0.1&poll=30000",
    look: "Where half a minute's delay hurts nobody, the lowest rung costs the least to build and run.",
  },
  {
    name: "Long polling asks again each time",
    link: "v=1&rate=20&net=latency:100&lanes=long-polling,sse",
    look: "Each answer costs a round trip of 200 ms until the next question waits, so of 20 values a second most are skipped.",
  },
  {
    name: "A notifications bell",
    link: "v=1&rate=0.2&pattern=poisson",
    look: "News only comes down: SSE does it with one request, and a WebSocket saves a few bytes that nobody notices.",
  },
  {
    name: "A chat that talks back",
    link: "v=1&paused=1&poll=1000",
    look: "Press +1 on each lane: only the WebSocket sends up without a request, the others pay for a POST.",
  },
  {
    name: "The price of an empty message",
    link: "v=1&rate=10&padding=0&poll=100&show=comparison",
    look: "The message is the same 120 bytes everywhere; look at what each transport wraps around it.",
  },
];

/** What goes wrong in the field. */
export const MISTAKES: readonly Preset[] = [
  {
    name: "Six connections",
    link: "v=1&rate=1&lanes=sse&run=1",
    look: "Open this link in seven tabs of one window: HTTP/1.1 gives a host six connections, and the seventh stream waits.",
  },
  {
    name: "A buffering proxy kills SSE",
    link: "v=1&rate=2&net=buffer:4096",
    look: "The proxy waits for 4 KiB before it passes an answer on, so the stream's values come in heaps, up to 14 seconds late.",
  },
  {
    name: "A proxy without upgrades",
    link: "v=1&rate=1&net=no-upgrades",
    look: "The handshake is answered with 502: WebSocket never opens, and plain HTTP goes on.",
  },
  {
    name: "A proxy tired of silence",
    link: "v=1&rate=0.1&net=idle:5000",
    look: "Whatever is silent for five seconds is closed: heartbeats every 15 s come too late, and streams break between values.",
  },
  {
    name: "Half-open without a heartbeat",
    link: "v=1&rate=1&net=on&script=10:half-open&show=timeline,comparison",
    look: "The server is told, the browser is not: who does not ask stays “open” for ever, with a value that ages.",
  },
  {
    name: "A ghost on the server",
    link: "v=1&rate=1&net=on&script=10:vanish&show=timeline,comparison",
    look: "The browser is told and comes back; the server goes on talking to a peer that is gone, until a heartbeat tells it, 45 s later, or nothing does.",
  },
  {
    name: "The elevator ride",
    link: "v=1&rate=2&poll=1000&net=latency:25,jitter:10&script=5:stall:8",
    look: "Eight seconds without a packet: nobody closes, and TCP delivers it all at once when the doors open.",
  },
  {
    name: "The long elevator ride",
    link: "v=1&rate=1&poll=1000&net=latency:25&script=5:stall:60",
    look: "A minute is longer than anyone's patience: watch in which order the four give up, and which one never does.",
  },
  {
    name: "Wi-Fi lost and found",
    link: "v=1&rate=2&poll=1000&net=latency:10&script=5:cut,15:cut,25:cut&show=timeline,comparison",
    look: "Every connection is reset three times: see who comes back at once, and whether anything is missing.",
  },
  {
    name: "No answer to a new call",
    link: "v=1&rate=1&poll=2000&net=on&script=5:blackhole:20,5:cut",
    look: "All is cut, and new connections open into nothing: a client without a time limit waits as long as the hole lasts.",
  },
  {
    name: "The server crashes",
    link: "v=1&rate=2&poll=1000&net=on&script=10:crash:3&show=timeline,comparison",
    look: "The counter begins a new life: clients wait a random while, come back, and are told that it is another.",
  },
  {
    name: "The deploy",
    link: "v=1&rate=2&poll=1000&net=on&script=10:deploy:2&show=timeline,comparison",
    look: "The same with a goodbye: close 1001, the end of the stream, an answered poll; compare how fast each comes back.",
  },
  {
    name: "A slow phone on a fast feed",
    link: "v=1&rate=100&padding=4000&poll=1000&net=rate:50000",
    look: "Streams deliver every old value, later and later, until megabytes of socket buffers are full and the server leaves values out; who asks gets the newest at once.",
  },
];

export const PRESETS: readonly Preset[] = [...TRADE_OFFS, ...MISTAKES];
