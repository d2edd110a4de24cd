import type { BusAct, ClusterState, ServerAct } from "#protocol/cluster.ts";
import type { User } from "#protocol/token.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { LaneState } from "../measuring/snapshot.ts";
import type { Time } from "../transports/transport.ts";
import type { CONNECT } from "../transports/transports.ts";
import type { Item } from "./conversation.ts";
import type { Kept } from "./kept.ts";
import type { Ledger } from "./ledger.ts";
import type { Draft } from "./outbox.ts";
import type { Present } from "./roster.ts";

/** One participant in one room, as the page shows it. Another object whenever something has changed. */
export interface ChatState {
  readonly me: User | undefined;
  readonly transport: TransportName;
  readonly lane: LaneState;
  /** The server that the room's connection is on, where there are many. */
  readonly server: string | undefined;
  readonly items: readonly Item[];
  /** What came to one's own inbox, and what was written to others'. */
  readonly letters: readonly Item[];
  readonly drafts: readonly Draft[];
  readonly members: readonly Present[];
  /** Names of who is typing. */
  readonly typing: readonly string[];
  readonly totals: Ledger["totals"];
  readonly last: Ledger["last"];
  readonly cluster: ClusterState | undefined;
  readonly clusterRefusal: string | undefined;
  /** Connections that all windows of this browser keep busy; undefined where that cannot be known. */
  readonly held: number | undefined;
  /** Why there is no token, in words. */
  readonly trouble: string | undefined;
}

export interface Chat {
  readonly session: string;
  readonly name: string;
  readonly room: string;
  readonly state: ChatState;
  subscribe(changed: () => void): () => void;
  /** Says it in the room, or to one person; waits, where it cannot be said at once. */
  say(text: string, to?: User): void;
  /** A key was pressed: the room hears of it, every few seconds. */
  type(): void;
  drop(draft: string): void;
  setTransport(transport: TransportName): void;
  actOnCluster(
    what: { readonly server: string; readonly act: ServerAct } | { readonly backplane: BusAct },
  ): void;
  /** What the next page of this participant goes on with. */
  keep(): Kept;
  /** Says goodbye to the room, without being waited for there. */
  leave(): void;
  close(): void;
}

export interface ChatParts {
  readonly origin: string;
  readonly session: string;
  readonly name: string;
  readonly room: string;
  readonly transport: TransportName;
  readonly lifeS: number;
  readonly kept: Kept | undefined;
  readonly time: Time;
  readonly random: () => number;
  readonly newId: () => string;
  readonly connect: typeof CONNECT;
  readonly locks: LockManager | undefined;
}
