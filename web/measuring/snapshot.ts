import type { LaneFigures } from "#protocol/figures.ts";
import type { LaneMeter } from "#protocol/meter.ts";
import type { LanePort } from "#protocol/network.ts";
import type { RefusalCode } from "#protocol/refusal.ts";
import type { Scenario } from "#protocol/scenario.ts";
import type { Schedule } from "#protocol/schedule.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { Outcome } from "../transports/transport.ts";

/**
 * What passes between the page and the worker that measures. The four transports live in the worker, so that drawing
 * never delays an arrival. All times are ms since 1970 by the page's monotonic clock, unless a name says `server`.
 */

/** Where each lane goes, `http://host:port`: straight to the server, or each through a port of its own of the network. */
export type Origins = Readonly<Record<LanePort, string>>;

/** Page → worker. */
export type Command =
  | {
      readonly type: "start";
      /** Told again in each snapshot of the run. */
      readonly run: number;
      readonly origins: Origins;
      readonly session: string;
      readonly scenario: Scenario;
    }
  /** New settings for a run that goes on; only what changed is touched. */
  | { readonly type: "change"; readonly scenario: Scenario }
  /** Forgets all figures, here and on the server, and goes on; its number is told again once it is done. */
  | { readonly type: "reset"; readonly reset: number }
  /** +1, up the lane's own way: a POST, or a frame. */
  | { readonly type: "increment"; readonly transport: TransportName }
  | { readonly type: "visibility"; readonly hidden: boolean }
  /** Something was done to the network; it may hold back, for long, what the server has sent. */
  | { readonly type: "disturbed"; readonly holdsBack: boolean }
  | { readonly type: "stop" };

/** Worker → page, five times a second, and at once after a command. */
export interface Snapshot {
  /** The run that it tells of: what the one before has said may still be on its way when the next is begun. */
  readonly run: number;
  readonly at: number;
  /** When the lanes opened, first of all; undefined until then. */
  readonly startedAt: number | undefined;
  readonly scenario: Scenario;
  /** server time = page time + offsetMs, give or take boundMs; undefined until the first exchange. */
  readonly clock: { readonly offsetMs: number; readonly boundMs: number } | undefined;
  /** The control socket: `lost` means that the server cannot be reached at all, `refused` that it wants no more of this session. */
  readonly control: "connecting" | "open" | "lost" | "refused";
  readonly channel: string;
  readonly schedule: Schedule | undefined;
  readonly lanes: Readonly<Record<TransportName, LaneView>>;
  /** What happened since the last snapshot, in order, for the time axis. */
  readonly events: readonly LaneEvent[];
  /** How many events were left out of this list, because there were too many. */
  readonly eventsLeftOut: number;
  /** Where browser and server count differently, and stayed so for over a second. */
  readonly disagreements: readonly Disagreement[];
  /** Seq of the newest update that any lane has seen, and how many updates there were since start or reset. */
  readonly newestSeq: number;
  readonly updates: number;
  /** The newest of the page's resets that is done, here and on the server; 0 before the first. */
  readonly resetDone: number;
}

export interface LaneView {
  readonly transport: TransportName;
  readonly value: number | undefined;
  readonly state: LaneState;
  /** False from when the lane notices that something is wrong until it hears again. */
  readonly isWell: boolean;
  readonly figures: LaneFigures;
  /** Of each message since the last snapshot, ms, in order; none is left out. */
  readonly stalenesses: readonly number[];
  /** The server's meter, undefined until it has come; summed over its lives where it was restarted. */
  readonly meter: LaneMeter | undefined;
}

/** What a lane is doing. The page puts it into words a person would say. */
export type LaneState =
  | { readonly kind: "off" }
  | { readonly kind: "connecting"; readonly since: number }
  /** A poll is on its way, and its answer not yet here. */
  | { readonly kind: "asking"; readonly since: number }
  /** Between two short polls. */
  | { readonly kind: "resting"; readonly askedAt: number; readonly nextAt: number }
  | { readonly kind: "parked"; readonly since: number }
  | { readonly kind: "open"; readonly since: number; readonly heardAt: number }
  /** A silent WebSocket has been asked whether it lives. */
  | { readonly kind: "unanswered"; readonly since: number }
  | {
      readonly kind: "reconnecting";
      /** Undefined where the browser reconnects by itself, and does not say when. */
      readonly nextAt: number | undefined;
      readonly attempt: number;
      readonly reason: string;
    }
  /** The server's verdict was not to come back. */
  | { readonly kind: "refused"; readonly reason: string; readonly code?: RefusalCode };

/** One thing that happened on a lane, as the browser saw it. */
export type LaneEvent =
  | {
      readonly kind: "message";
      readonly transport: TransportName;
      readonly seq: number;
      /** Publication, in page time. */
      readonly publishedAt: number;
      readonly arrivedAt: number;
      /** From publication to arrival. */
      readonly stalenessMs: number;
      readonly hidden: boolean;
    }
  | {
      /** A poll, stream or socket from start to end; sent when it starts and again, same id, when it ends. */
      readonly kind: "poll" | "connection";
      readonly transport: TransportName;
      readonly id: number;
      readonly startedAt: number;
      readonly endedAt: number | undefined;
      /** Undefined until it has ended. */
      readonly outcome: Outcome | undefined;
    }
  /** The lane has noticed that something is wrong with its connection, or that all is well again. */
  | {
      readonly kind: "health";
      readonly transport: TransportName;
      readonly at: number;
      readonly isWell: boolean;
    }
  /** A +1 or a probe went up. */
  | {
      readonly kind: "sent";
      readonly transport: TransportName;
      readonly at: number;
      readonly what: "increment" | "probe";
    };

export interface Disagreement {
  readonly transport: TransportName;
  readonly figure: "requests" | "messages";
  readonly browser: number;
  readonly server: number;
}
