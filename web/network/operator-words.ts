import type { Act, Cue, Faults, NetworkEvent } from "#protocol/network.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Dissection, Published } from "./tape.ts";

/** What passes between the page and the worker that keeps the network's socket and its tape. Times by the server's clock. */

/** Page → worker. */
export type NetworkCommand =
  /** Opens a network in place of the one before, whose tape is forgotten. */
  | {
      readonly type: "open";
      /** Comes back with all news of this network. */
      readonly network: number;
      /** `http://…/api/sessions/{session}/network` */
      readonly url: string;
      readonly seed: number;
      readonly ownServer: boolean;
      readonly faults: Faults;
    }
  | { readonly type: "faults"; readonly faults: Partial<Faults> }
  | { readonly type: "act"; readonly act: Act; readonly forMs?: number | undefined }
  | { readonly type: "script"; readonly cues: readonly Cue[] }
  /** Asks for the bytes of one entry; the answer bears the same number. */
  | { readonly type: "dissect"; readonly question: number; readonly id: number }
  /** Asks for the records that the tape is made of. */
  | { readonly type: "records"; readonly question: number }
  /** Closes the network. Its tape stays, until another is opened. */
  | { readonly type: "close" };

/** What the network says, but for the tape, of which the worker makes entries. */
export type SaidEvent = Exclude<NetworkEvent, { readonly type: "tape" }>;

/** Entries that are new or have changed, at most ten times a second. */
export interface Batch {
  readonly changed: readonly Entry[];
  /** Id of the oldest entry that is still kept. */
  readonly first: number;
  readonly updates: readonly Published[];
  /** Entries that are gone from the ring. */
  readonly lost: number;
  /** Records that the server could not tell: they found no room. */
  readonly unrecorded: number;
}

/** Worker → page. */
export type NetworkNews =
  | { readonly type: "event"; readonly network: number; readonly event: SaidEvent }
  /** There is no network, or none any more; why, in words. */
  | { readonly type: "gone"; readonly network: number; readonly reason: string }
  | { readonly type: "batch"; readonly network: number; readonly batch: Batch }
  | { readonly type: "dissection"; readonly question: number; readonly dissection: Dissection | undefined }
  | { readonly type: "records"; readonly question: number; readonly records: readonly TapeRecord[] };
