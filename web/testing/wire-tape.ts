import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Published, Tape } from "../network/tape.ts";

export interface WireTapeOptions {
  /** Of all that is random. */
  readonly seed: number;
  readonly entries: number;
  /** When it begins, ms. */
  readonly startAt: number;
  /** Between two updates of the counter, ms. */
  readonly updateMs: number;
  readonly latencyMs: number;
  readonly pollMs: number;
}

const USUAL: WireTapeOptions = {
  seed: 1,
  entries: 10_000,
  startAt: 0,
  updateMs: 500,
  latencyMs: 40,
  pollMs: 2000,
};

/** How far apart heartbeats are, and when of each minute the network stalls, for how long, and then cuts, ms. */
const HEARTBEAT_MS = 15_000;
const MINUTE_MS = 60_000;
const STALL_AT_MS = 30_000;
const STALL_MS = 4000;
/** After a cut a client comes back within so much, ms. */
const BACK_MS = 1200;
/** Its server never restarts. */
const EPOCH = "k3f9";

type Part = Partial<Entry> & Pick<Entry, "lane" | "from" | "kind" | "label" | "sentAt">;

/** A made-up tape that looks like a real one: for tests and for measuring how fast it is drawn, never for a page. */
export function createWireTape(options: Partial<WireTapeOptions> = {}): Tape {
  const { seed, entries: wanted, startAt, updateMs, latencyMs, pollMs } = { ...USUAL, ...options };
  const random = createRandom(seed);
  const parts: (Part & { key?: string; answers?: string })[] = [];
  const updates: Published[] = [];
  const incidents: Tape["incidents"][number][] = [];
  const heard: Record<TransportName, number> = {
    "short-polling": 0,
    "long-polling": 0,
    sse: 0,
    websocket: 0,
  };
  const connections: Record<TransportName, number> = {
    "short-polling": 1,
    "long-polling": 2,
    sse: 3,
    websocket: 4,
  };
  let newestConnection = 4;
  let asked = 0;

  const minuteOf = (at: number) => (at - startAt) % MINUTE_MS;
  const isStalled = (at: number) => minuteOf(at) >= STALL_AT_MS && minuteOf(at) < STALL_AT_MS + STALL_MS;
  /** What is sent into a stall is lost to the cut that ends it. */
  const arrival = (at: number) => (isStalled(at) ? undefined : at + latencyMs * (0.8 + 0.4 * random()));

  function say(part: Part, key?: string, answers?: string): number | undefined {
    const arrivedAt = "arrivedAt" in part ? part.arrivedAt : arrival(part.sentAt);
    parts.push({
      connection: connections[part.lane as TransportName],
      ...part,
      arrivedAt,
      ...(key === undefined ? {} : { key }),
      ...(answers === undefined ? {} : { answers }),
    });
    return arrivedAt;
  }

  function open(lane: TransportName, at: number): void {
    say({ lane, from: "client", kind: "opened", label: "port 50000 to 41000", sentAt: at, arrivedAt: at });
    if (lane !== "sse" && lane !== "websocket") return;
    const [question, answer] =
      lane === "sse" ? (["request", "stream"] as const) : (["upgrade", "switch"] as const);
    const key = `${lane} ${at}`;
    const there =
      say({ lane, from: "client", kind: question, label: `GET ${lane}`, sentAt: at + 1 }, key) ?? at;
    say(
      {
        lane,
        from: "server",
        kind: answer,
        label: answer === "stream" ? "200 stream" : "101",
        sentAt: there + 1,
      },
      undefined,
      key,
    );
  }

  function poll(lane: TransportName, at: number, newest: number, newsAt: number): number {
    asked += 1;
    const key = `${lane} ${asked}`;
    const there = say({ lane, from: "client", kind: "request", label: `GET ${lane}`, sentAt: at }, key);
    if (there === undefined) return at + STALL_MS;
    const isEmpty = lane === "short-polling" && newest === heard[lane];
    const sentAt = Math.max(there + 1, newsAt);
    const news = isEmpty ? { seqs: [] } : { seqs: [newest], epoch: EPOCH };
    const label = isEmpty ? "200" : `200 counter ${newest}`;
    const back = say(
      {
        lane,
        from: "server",
        kind: "response",
        label,
        sentAt,
        ...news,
        isEmpty,
        payloadBytes: isEmpty ? 2 : 120,
      },
      undefined,
      key,
    );
    if (back === undefined) return sentAt + STALL_MS;
    heard[lane] = newest;
    return back;
  }

  const next = { short: startAt + 5, long: startAt + 5, beat: startAt + HEARTBEAT_MS };
  for (const lane of TRANSPORTS) open(lane, startAt);
  for (let seq = 1; parts.length < wanted; seq += 1) {
    const at = startAt + seq * updateMs;
    updates.push({ epoch: EPOCH, seq, at });
    for (const lane of ["sse", "websocket"] as const) {
      const kind = lane === "sse" ? "event" : "text";
      say({
        lane,
        from: "server",
        kind,
        label: `counter ${seq}`,
        sentAt: at + 1,
        seqs: [seq],
        epoch: EPOCH,
        payloadBytes: 120,
      });
    }
    if (next.long < at) next.long = poll("long-polling", next.long, seq, at + 1);
    while (next.short < at) next.short = poll("short-polling", next.short, seq - 1, next.short) + pollMs;
    if (next.beat < at) {
      say({ lane: "sse", from: "server", kind: "comment", label: "comment", sentAt: next.beat });
      const there = say({
        lane: "websocket",
        from: "server",
        kind: "ping",
        label: "ping",
        sentAt: next.beat,
      });
      if (there !== undefined)
        say({ lane: "websocket", from: "client", kind: "pong", label: "pong", sentAt: there + 0.3 });
      next.beat += HEARTBEAT_MS;
    }
    const minute = minuteOf(at);
    if (minute < STALL_AT_MS + STALL_MS || minute - updateMs >= STALL_AT_MS + STALL_MS) continue;
    incidents.push({
      at: at - minute + STALL_AT_MS,
      until: at - minute + STALL_AT_MS + STALL_MS,
      words: "stall",
    });
    const cutAt = at - minute + STALL_AT_MS + STALL_MS;
    incidents.push({ at: cutAt, until: cutAt, words: "cut" });
    for (const lane of TRANSPORTS) {
      say({
        lane,
        from: "client",
        kind: "ended",
        label: "RST by the network",
        sentAt: cutAt,
        arrivedAt: cutAt,
      });
      connections[lane] = newestConnection += 1;
      open(lane, cutAt + BACK_MS * random());
    }
  }
  return freeze(parts.sort((one, other) => one.sentAt - other.sentAt).slice(0, wanted), updates, incidents);
}

/** Gives ids in order of time, and pairs answers with their questions. */
function freeze(
  parts: readonly (Part & { key?: string; answers?: string })[],
  updates: Tape["updates"],
  incidents: Tape["incidents"],
): Tape {
  const questions = new Map(
    parts.flatMap(({ key }, i) => (key === undefined ? [] : [[key, i + 1] as const])),
  );
  const replies = new Map(
    parts.flatMap(({ answers }, i) => (answers === undefined ? [] : [[answers, i + 1] as const])),
  );
  const entries = parts.map(({ key, answers, ...part }, i): Entry => {
    const pair = answers === undefined ? replies.get(key ?? "") : questions.get(answers);
    const isLife = part.kind === "opened" || part.kind === "ended";
    const bytes = isLife ? 0 : (part.payloadBytes ?? 0) + (part.from === "client" ? 500 : 30);
    const whole = {
      connection: 0,
      start: 0,
      end: bytes,
      wholeAt: part.sentAt,
      arrivedAt: undefined,
      seqs: [],
      payloadBytes: 0,
    };
    return { ...whole, ...part, id: i + 1, pair };
  });
  return {
    entries,
    updates,
    incidents,
    version: 1,
    life: 0,
    unrecorded: 0,
    lost: 0,
    offsetMs: 0,
    dissect: async () => undefined,
    subscribe: () => () => {},
  };
}

/** Mulberry32: the same numbers from the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
