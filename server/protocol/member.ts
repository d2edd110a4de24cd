import type { User } from "./token.ts";
import type { TransportName } from "./transports.ts";

/** Somebody who listens to a channel. */
export interface Member {
  readonly channel: string;
  readonly session: string;
  readonly user: User;
  /** The server's name, or its id where it has none. */
  readonly server: string;
  readonly transport: TransportName;
  /** From joining to leaving: the same over reconnects, reloads and moves to another server. */
  readonly stay: string;
}

/** Types `joined` and `left` of a room. */
export interface MemberPayload {
  readonly session: string;
  readonly user: User;
}

/** The answer to `GET /channels/{channel}/presence`. */
export interface Presence {
  readonly members: readonly Omit<Member, "channel" | "stay">[];
}
