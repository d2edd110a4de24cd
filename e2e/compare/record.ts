import type { LaneFigures } from "#protocol/figures.ts";
import type { LaneMeter } from "#protocol/meter.ts";
import type { Claim } from "./claim.ts";
import type { Case, Setting } from "./setting.ts";

/** What one case came to; one line of `records.jsonl`. Durations in ms, sizes in bytes, all after the warm-up. */
export interface CaseRecord {
  readonly case: Case;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The time that its counts and bytes are of; of a run that failed, all that it took. */
  readonly durationMs: number;
  /** How many processes wanted to run when it ended (`os.loadavg`, one minute), the study's own among them. */
  readonly load?: number;
  /** False where page, server and developer tools did not begin to count between the same two requests. */
  readonly warmUpClean?: false;
  /** Why it came to nothing; then there are no figures. */
  readonly failure?: string;
  /** Why it failed, each time, before it was run again. Its lines have it one by one; it is put together in reading them. */
  readonly failedBefore?: readonly string[];
  readonly page?: PageView;
  /** The server's meter: TCP payload, heads and frames included. */
  readonly server?: LaneMeter;
  /** Undefined where the browser has no CDP. */
  readonly cdp?: CdpView;
  readonly agreement?: readonly Agreement[];
  /** All that claims and charts may ask for; see FIGURES. */
  readonly figures?: Readonly<Partial<Record<FigureName, number>>>;
}

export interface PageView {
  readonly figures: LaneFigures;
  /** Of each message, in order. */
  readonly stalenessMs: readonly number[];
  readonly clockBoundMs: number;
  /** Updates published meanwhile. */
  readonly updates: number;
}

/** By the Network domain of the Chrome DevTools Protocol, for this lane's URLs alone. */
export interface CdpView {
  readonly requests: number;
  /** `Network.loadingFinished.encodedDataLength` and what `dataReceived` has said of answers that go on; the heads of handshakes. */
  readonly encodedBytes: number;
  /** `Network.eventSourceMessageReceived`. */
  readonly events: number;
  /** `Network.webSocketFrameReceived` and `…Sent`. */
  readonly framesIn: number;
  readonly framesOut: number;
  /** Of the frames received. */
  readonly framePayloadBytes: number;
  /** What stands in front of those payloads on the wire: not told, but reckoned by their lengths (RFC 6455 §5.2). */
  readonly frameHeadBytes: number;
}

/** One figure from two or three vantage points, and why they differ where they do. */
export interface Agreement {
  readonly what: string;
  readonly browser?: number;
  readonly server?: number;
  readonly cdp?: number;
  /** They are equal, or differ by exactly what the explanation says; with a single vantage point it says nothing. */
  readonly agrees: boolean;
  /** What each leaves out: a finding, not noise. Empty where they are equal. */
  readonly explanation: string;
}

/** Each figure that a claim may name, with its unit and where it was measured. */
export const FIGURES = {
  "staleness-mean-ms": { unit: "ms", source: "browser", words: "mean staleness" },
  "staleness-p50-ms": { unit: "ms", source: "browser", words: "median staleness" },
  "staleness-p99-ms": { unit: "ms", source: "browser", words: "99th percentile of staleness" },
  "staleness-max-ms": { unit: "ms", source: "browser", words: "worst staleness of a run" },
  "age-mean-ms": { unit: "ms", source: "browser", words: "mean age of information" },
  "first-value-ms": { unit: "ms", source: "browser", words: "start to first value" },
  "share-seen": { unit: "1", source: "browser", words: "share of published values that were seen" },
  missed: { unit: "messages", source: "browser", words: "messages missed" },
  duplicated: { unit: "messages", source: "browser", words: "messages twice" },
  reconnects: { unit: "requests", source: "browser", words: "connections made anew" },
  requests: { unit: "requests", source: "server", words: "requests" },
  "requests-per-message": { unit: "requests", source: "server", words: "requests per delivered message" },
  "empty-share": { unit: "1", source: "server", words: "share of answers that came empty" },
  "bytes-per-message": { unit: "B", source: "server", words: "bytes per delivered message, both ways" },
  "overhead-per-message": { unit: "B", source: "server", words: "bytes beside each delivered message" },
  "payload-per-message": { unit: "B", source: "server", words: "bytes of each delivered message itself" },
  "bytes-in-per-request": { unit: "B", source: "server", words: "bytes of one request" },
  "bytes-per-second": { unit: "B/s", source: "server", words: "bytes a second, both ways" },
  "messages-per-megabyte": { unit: "messages", source: "server", words: "messages for a megabyte" },
} as const satisfies Record<string, { unit: string; source: "browser" | "server"; words: string }>;

export type FigureName = keyof typeof FIGURES;

/** What is known of a study beside its records: `study.json`, written before the first run. */
export interface StudyHead {
  readonly format: "realtime-ladder-study";
  readonly v: 1;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seed: number;
  readonly repetitions: number;
  /** Cases that run side by side, each in a browser context of its own. */
  readonly atOnce?: number;
  /** SHA-256 of the claims as they stood before the first run, hex. */
  readonly claimsHash: string;
  /** SHA-256 of the whole plan, the claims among it. */
  readonly planHash: string;
  readonly settings: readonly Setting[];
  readonly claims: readonly Claim[];
  readonly environment: {
    readonly lab: string;
    readonly node: string;
    readonly browsers: Readonly<Record<string, string>>;
    readonly playwright: string;
    readonly cpu: string;
    readonly cores: number;
    readonly os: string;
    readonly isHeadless: boolean;
  };
}
