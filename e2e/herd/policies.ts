/** When a client whose connection has broken off knocks again. */
export interface Policy {
  readonly name: string;
  /** What such a client speaks. */
  readonly transport: "sse" | "websocket";
  /** The default, in words, and where it is published. */
  readonly says: string;
  readonly source: string;
  /** Before the n-th try in a row, from 0, ms. `retryMs` is what the server's `retry:` asked for. */
  readonly waitMs: (attempt: number, random: () => number, retryMs: number) => number;
}

const STEPS_MS = [10, 50, 100, 150, 200, 250, 500, 1000, 2000];

/** Published defaults of real clients. `policies.test.ts` holds the last against the lab's own. */
export const POLICIES = {
  eventsource: {
    name: "EventSource, by its default",
    transport: "sse",
    says: "every 3 s (Chromium; Firefox: 5 s)",
    source: "Chromium `EventSource::kDefaultReconnectDelay`, Firefox `DEFAULT_RECONNECTION_TIME_VALUE`",
    waitMs: () => 3000,
  },
  phoenix: {
    name: "Phoenix",
    transport: "websocket",
    says: `${STEPS_MS.join(", ")} ms, then every 5 s`,
    source: "phoenix 1.8 `assets/js/phoenix/socket.js`, `reconnectAfterMs`",
    waitMs: (attempt) => STEPS_MS[attempt] ?? 5000,
  },
  "socket.io": {
    name: "socket.io",
    transport: "websocket",
    says: "1 s doubled each time, ± 50 %, and of that 5 s at most",
    source: "socket.io-client 4.8 `manager.ts` and `contrib/backo2.ts`",
    waitMs(attempt, random) {
      const ms = 1000 * 2 ** attempt;
      const draw = random();
      const sign = Math.floor(draw * 10) % 2 === 0 ? -1 : 1;
      return Math.min(5000, ms + sign * Math.floor(draw * 0.5 * ms));
    },
  },
  "spread-retry": {
    name: "EventSource, told to by this server",
    transport: "sse",
    says: "every 1 to 2 s, as drawn for each stream by the server",
    source: "The field `retry:` that `server/transports/sse.ts` writes, HTML §9.2.6",
    waitMs: (_attempt, _random, retryMs) => retryMs,
  },
  "full-jitter": {
    name: "full jitter",
    transport: "websocket",
    says: "anything from 0 to 0.5 s doubled each time, 20 s at most",
    source: "`web/transports/backoff.ts`, after Brooker, “Exponential Backoff And Jitter”, AWS 2015",
    waitMs: (attempt, random) => random() * Math.min(20_000, 500 * 2 ** attempt),
  },
} as const satisfies Readonly<Record<string, Policy>>;

export type PolicyName = keyof typeof POLICIES;
export const POLICY_NAMES = Object.keys(POLICIES) as PolicyName[];
