import type { LaneFigures } from "./figures.ts";
import type { LaneMeter } from "./meter.ts";
import type { Act, Faults } from "./network.ts";
import type { Scenario, ScenarioParts } from "./scenario.ts";
import type { TransportName } from "./transports.ts";

/**
 * What a script may ask of an open dashboard: `window.ladder`. All of it is plain data, so that it passes through
 * `page.evaluate`. Times are ms; sizes are bytes.
 */
export interface LadderPage {
  /** Another `v` is another interface. */
  readonly v: 1;
  readonly session: string;
  /** As the address bar has it at this moment. */
  scenario(): Scenario;
  /** Changes these parts of it, as the controls do; what goes on is touched as little as can be. A bad value is refused by name. */
  change(parts: ScenarioParts): void;
  /** Begins to count from zero, as the button does; a run that goes on just goes on. Throws where the link was refused. */
  start(): void;
  stop(): void;
  /**
   * Forgets all figures, here and on the server, and goes on: what came before was warm-up. Resolves once both have;
   * rejects where nothing runs, or the run ends first.
   */
  reset(): Promise<void>;
  figures(): PageFigures;
  /**
   * Staleness of each message of a lane since start or reset, ms, in order of arrival; the newest 100,000 at most. They are
   * those that the figures count: `staleness.count`, and the `hiddenSamples` of a tab that was hidden.
   */
  samples(transport: TransportName): readonly number[];
  /** Resolves with the figures once all that is asked for is so; rejects after `timeoutMs` (60,000), saying what was lacking. */
  until(condition: PageCondition, timeoutMs?: number): Promise<PageFigures>;
  /** +1, up the lane's own way; throws where the lane has no connection yet. */
  increment(transport: TransportName): void;
  /** Each resolves once the network has done so, which may have to open first; rejects in words where there is none. */
  readonly network: {
    /** Changes these faults, and leaves the others as they are. */
    set(faults: Partial<Faults>): Promise<void>;
    act(act: Act, forMs?: number): Promise<void>;
  };
  /** The figures as the page exports them. */
  csv(): string;
  /** The recorded run as the page exports it (TRACE.md); what no network has recorded has no records. */
  trace(): Promise<string>;
}

/** What a run has come to, by lane. A lane that is not in the scenario is not here. */
export interface PageFigures {
  /** ms since 1970, by the page's clock. */
  readonly at: number;
  readonly isRunning: boolean;
  /** server time = page time + offsetMs, give or take boundMs. */
  readonly clock: { readonly offsetMs: number; readonly boundMs: number } | undefined;
  /** Updates that were published since start or reset, as far as any lane knows. */
  readonly updates: number;
  readonly lanes: Partial<Readonly<Record<TransportName, LaneReport>>>;
}

export interface LaneReport {
  /** `off`, `connecting`, `asking`, `resting`, `parked`, `open`, `unanswered`, `reconnecting`, `refused`. */
  readonly state: string;
  readonly isWell: boolean;
  readonly value: number | undefined;
  /** By the browser. */
  readonly browser: LaneFigures;
  /** By the server's meter; undefined until it has come. */
  readonly server: LaneMeter | undefined;
}

/** Each that is given must be so, in each of the lanes (all of the scenario's, if none is named). */
export interface PageCondition {
  readonly lanes?: readonly TransportName[];
  /** At least so many messages. */
  readonly delivered?: number;
  /** At least so many requests. */
  readonly requests?: number;
  /** At least so many connections made anew. */
  readonly reconnects?: number;
  readonly isWell?: boolean;
  readonly state?: LaneReport["state"];
}
