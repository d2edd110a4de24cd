import { z } from "zod";
import { parseWith, type RefusalCode } from "./refusal.ts";

/** What is traded here, invented; each has a channel `price:{symbol}`. */
export const SYMBOLS = ["ADA", "BYTE", "CRUX", "DELTA"] as const;
export type PriceSymbol = (typeof SYMBOLS)[number];

export function isSymbol(name: string): name is PriceSymbol {
  return (SYMBOLS as readonly string[]).includes(name);
}

export const priceChannel = (symbol: PriceSymbol): string => `price:${symbol}`;

/** Type `price`: what the engine makes of the ticks. All in the same currency, with two decimals. */
export interface PricePayload {
  /** Half way between bid and ask. */
  readonly mid: number;
  /** Since the first price of the day, in percent. */
  readonly change: number;
  readonly high: number;
  readonly low: number;
  /** Filler, as the feed's settings ask. */
  readonly pad?: string;
}

/** What becomes of a reader who is slower than the prices come: `slow=` of a request, on a price channel alone. */
export const SLOW_POLICIES = ["unbounded", "drop-oldest", "coalesce", "disconnect"] as const;
export type ChosenPolicy = (typeof SLOW_POLICIES)[number];

const bounded = (what: z.ZodNumber, min: number, max: number) =>
  what.min(min, `expected ${min} to ${max}`).max(max, `expected ${min} to ${max}`);

const feedSettings = z.strictObject({
  /** Ticks a second of each symbol. */
  rate: bounded(z.number("expected 0.1 to 500"), 0.1, 500),
  /** Bytes of filler in each price. */
  padding: bounded(z.int("expected 0 to 16384"), 0, 16_384),
});
export type FeedSettings = z.infer<typeof feedSettings>;

export const DEFAULT_FEED: FeedSettings = { rate: 10, padding: 0 };

const bytesPerSecond = bounded(z.int("expected 0 to 10000000"), 0, 10_000_000);
const phone = z.int("expected the number of a phone");
const pricesRequest = z.discriminatedUnion(
  "type",
  [
    /** Sets the feed, for all who listen to prices. */
    z.strictObject({ type: z.literal("feed"), settings: feedSettings.partial() }),
    /** Attaches a phone that reads so many bytes a second; at 0 it has stalled. */
    z.strictObject({
      type: z.literal("attach"),
      policy: z.enum(SLOW_POLICIES, `expected one of ${SLOW_POLICIES.join(", ")}`),
      symbol: z.enum(SYMBOLS, `expected one of ${SYMBOLS.join(", ")}`),
      bytesPerSecond,
    }),
    z.strictObject({ type: z.literal("speed"), phone, bytesPerSecond }),
    z.strictObject({ type: z.literal("detach"), phone }),
  ],
  { error: "expected a frame of type feed, attach, speed or detach" },
);
/** Client → server on `/api/sessions/{session}/prices`. The phones live as long as this socket does. */
export type PricesRequest = z.infer<typeof pricesRequest>;

export function decodePricesRequest(value: unknown): PricesRequest {
  return parseWith(pricesRequest, value, "bad-message", "frame");
}

/** How much has passed each part of the flow, since this server listens to prices. */
export interface FlowCounts {
  /** From the feed to the engine. */
  readonly ticks: number;
  /** From the engine: what a tick does not change is no price. */
  readonly prices: number;
  /** To the backplane; what came while it was busy with the one before was superseded. */
  readonly published: number;
  readonly superseded: number;
  /** From the backplane to this server. */
  readonly arrived: number;
  /** From this server to all its readers, and what it left out for those that were too slow. */
  readonly told: number;
  readonly coalesced: number;
}

/** Where prices come from and how many, and what this server's memory is; as of `at`, ms since 1970. */
export interface PriceFigures {
  readonly at: number;
  readonly server: string;
  readonly feed: FeedSettings & {
    /** The one server that feeds all; undefined while nobody listens. */
    readonly server: string | undefined;
    readonly isHere: boolean;
  };
  readonly counts: FlowCounts;
  readonly memory: {
    readonly rssBytes: number;
    /** What buffers hold, inside and outside of JavaScript's heap. */
    readonly bufferBytes: number;
    readonly heapBytes: number;
  };
  readonly guard: Guard;
}

/** Ends readers for whom the server would hold more. Only `unbounded` ever comes so far. */
export interface Guard {
  readonly readerBytes: number;
  readonly allBytes: number;
}

/**
 * `ending`: the server has let go of it, and it still reads what the kernel holds. `cut`: the guard has ended it, and it does
 * not come back; who is `away` does.
 */
export type PhoneState = "connecting" | "reading" | "stalled" | "ending" | "away" | "cut";

export interface PhoneFigures {
  readonly phone: number;
  readonly policy: ChosenPolicy;
  readonly symbol: PriceSymbol;
  readonly bytesPerSecond: number;
  readonly state: PhoneState;
  /** Waiting in the server's process: written, and not taken by the kernel. */
  readonly queueBytes: number;
  /** Waiting in the log, which all readers share: no memory of this phone's own. */
  readonly behindBytes: number;
  /** Taken by the kernel, and not read by the phone: nobody can take that back. */
  readonly kernelBytes: number;
  readonly told: number;
  /** Left out on the way. */
  readonly coalesced: number;
  /** Times that the server has let go of it. */
  readonly disconnects: number;
  /** What the phone itself has read. */
  readonly read: number;
  /** How old the newest price is that it has read, ms; undefined before the first. */
  readonly ageMs: number | undefined;
  readonly mid: number | undefined;
}

/** Server → client. */
export type PricesEvent =
  | { readonly type: "figures"; readonly figures: PriceFigures; readonly phones: readonly PhoneFigures[] }
  | { readonly type: "attached"; readonly phone: number }
  | { readonly type: "error"; readonly code: RefusalCode; readonly message: string };
