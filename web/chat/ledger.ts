import type { LaneMeter, SessionMeter } from "#protocol/meter.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Time } from "../transports/transport.ts";

/** What the server has counted: TCP payload both ways, in bytes, as the server reads and writes it. */
export interface Cost {
  readonly requests: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messages: number;
  /** The server's own signs of life on the connection, which no page sees. */
  readonly heartbeats: number;
}
export type CostKind = "said" | "typing";

/** What each transport has cost this session, and what the last message and the last sign of typing have. */
export interface Ledger {
  readonly totals: Costs;
  readonly last: Readonly<Record<CostKind, LastCosts>>;
  /** Something has passed on a lane: its figures are old. */
  passed(): void;
  /** Measures what is sent: all that the session costs from before it until the server has it, and its echo is here. */
  measure<T>(transport: TransportName, kind: CostKind, textBytes: number, send: () => Promise<T>): Promise<T>;
  close(): void;
}
/** With the size of the text itself. */
export type LastCosts = Partial<Readonly<Record<TransportName, Cost & { readonly textBytes: number }>>>;
export type Costs = Partial<Readonly<Record<TransportName, Cost>>>;

export interface LedgerParts {
  readonly time: Time;
  /** One reading of the session's meter, and the server that it is of: each of many counts for itself. */
  readonly ask: () => Promise<{ readonly server: string; readonly body: SessionMeter }>;
  /** The servers that there are, where there are many. */
  readonly servers: () => readonly string[];
  readonly changed: () => void;
}

/** So long after the last thing that passed the meter is read, ms: what it has set off is over by then. */
const SETTLE_MS = 250;
/** Heartbeats are not seen here, and cost something, too; ms. */
const EVERY_MS = 5000;

export function createLedger({ time, ask, servers, changed }: LedgerParts): Ledger {
  const books = new Map<string, Book>();
  let totals: Costs = {};
  let last: Record<CostKind, LastCosts> = { said: {}, typing: {} };
  let sends = 0;
  /** What has passed since the totals were last true. */
  let passings = 0;
  let isClosed = false;
  let reading: Promise<unknown> = Promise.resolve();
  let stopWaiting = time.after(EVERY_MS, tick);

  /** One reading after the other: an older one that came later would look like a server started anew. */
  function read(): Promise<void> {
    const done = reading.then(readNow);
    reading = done.catch(() => {});
    return done;
  }

  function tick(): void {
    if (isClosed) return;
    read()
      .catch(() => {})
      .then(() => wait(EVERY_MS));
  }

  function wait(ms: number): void {
    stopWaiting();
    if (!isClosed) stopWaiting = time.after(ms, tick);
  }

  /** Asks until every server has answered since the call; which one does is not ours to say. */
  async function readNow(): Promise<void> {
    const before = passings;
    const seen = new Set<string>();
    const wanted = servers();
    for (let tries = Math.max(1, 3 * wanted.length); tries > 0; tries -= 1) {
      const { server, body } = await ask();
      seen.add(server);
      books.set(server, entered(books.get(server), body.transports));
      if (wanted.every((name) => seen.has(name))) break;
    }
    totals = sumOf([...books.values()]);
    if (passings === before) passings = 0;
    if (!isClosed) changed();
  }

  const settle = () => new Promise<void>((resolve) => void time.after(SETTLE_MS, resolve));

  function passed(): void {
    passings += 1;
    wait(SETTLE_MS);
  }

  return {
    get totals() {
      return totals;
    },
    get last() {
      return last;
    },
    passed,
    async measure(transport, kind, textBytes, send) {
      sends += 1;
      const mine = sends;
      // Figures that are not up to date would put down to this message what was there before it.
      const before = passings === 0 ? (totals[transport] ?? NOTHING) : undefined;
      const outcome = await send();
      void (async () => {
        await settle();
        if (!before || sends !== mine || isClosed) return;
        await read();
        const cost = minus(totals[transport] ?? NOTHING, before);
        // A heartbeat, what others have said in the meantime, or a poll that was due anyway, is not of its making.
        const isAlone =
          sends === mine &&
          cost.heartbeats === 0 &&
          cost.messages <= ECHOES[kind] &&
          cost.requests <= REQUESTS[kind][transport];
        if (isAlone && cost.bytesIn > 0)
          last = { ...last, [kind]: { ...last[kind], [transport]: { ...cost, textBytes } } };
        changed();
      })().catch(() => {});
      return outcome;
    },
    close() {
      isClosed = true;
      stopWaiting();
    },
  };
}

/** A sign of typing is no message, and its echo is not counted as one. */
const ECHOES: Readonly<Record<CostKind, number>> = { said: 1, typing: 0 };
/** By long polling a message's echo ends the poll, and another is asked. */
const REQUESTS: Readonly<Record<CostKind, Readonly<Record<TransportName, number>>>> = {
  said: { "short-polling": 1, "long-polling": 2, sse: 1, websocket: 0 },
  typing: { "short-polling": 1, "long-polling": 1, sse: 1, websocket: 0 },
};
const NOTHING: Cost = { requests: 0, bytesIn: 0, bytesOut: 0, messages: 0, heartbeats: 0 };

/** What one server has counted: in the lives that are over, and in the present one. */
interface Book {
  readonly over: Costs;
  readonly now: Costs;
}

/** A count that has gone down is one of another life: a server that was started anew counts from nothing. */
function entered(book: Book = { over: {}, now: {} }, meters: SessionMeter["transports"]): Book {
  const now = costsOf((transport) => meters[transport] && costOf(meters[transport]));
  const isAnew = TRANSPORTS.some((name) => (now[name]?.bytesIn ?? 0) < (book.now[name]?.bytesIn ?? 0));
  return { now, over: isAnew ? sumOf([{ over: book.over, now: book.now }]) : book.over };
}

function costOf({ requests, bytesIn, bytesOut, messages, heartbeats }: LaneMeter): Cost {
  return { requests, bytesIn, bytesOut, messages, heartbeats };
}

function sumOf(books: readonly Book[]): Costs {
  return costsOf((transport) => {
    const parts = books.flatMap(({ over, now }) => [over[transport], now[transport]]);
    const known = parts.filter((part) => part !== undefined);
    return known.length === 0 ? undefined : known.reduce(plus, NOTHING);
  });
}

function costsOf(costOf: (transport: TransportName) => Cost | undefined): Costs {
  return Object.fromEntries(
    TRANSPORTS.flatMap((name) => {
      const cost = costOf(name);
      return cost ? [[name, cost]] : [];
    }),
  );
}

const combine =
  (of: (a: number, b: number) => number) =>
  (a: Cost, b: Cost): Cost => ({
    requests: of(a.requests, b.requests),
    bytesIn: of(a.bytesIn, b.bytesIn),
    bytesOut: of(a.bytesOut, b.bytesOut),
    messages: of(a.messages, b.messages),
    heartbeats: of(a.heartbeats, b.heartbeats),
  });
const plus = combine((a, b) => a + b);
const minus = combine((a, b) => a - b);
