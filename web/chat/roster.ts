import type { Presence } from "#protocol/member.ts";
import type { Time } from "../transports/transport.ts";

export type Present = Presence["members"][number];

/** Who is in the room, on all servers. */
export interface Roster {
  readonly members: readonly Present[];
  /** Something has changed: asks, once for many changes at a time. */
  refresh(): void;
  close(): void;
}

export interface RosterParts {
  readonly time: Time;
  readonly ask: () => Promise<Presence>;
  readonly changed: () => void;
}

/** So much is waited for more of the same, ms. */
const TOGETHER_MS = 150;
/** A move to another server or transport is no message: it is asked for now and then, ms. */
const EVERY_MS = 3000;

export function createRoster({ time, ask, changed }: RosterParts): Roster {
  let members: readonly Present[] = [];
  let isClosed = false;
  let isSoon = false;
  let stopWaiting = () => {};

  async function fetchMembers(): Promise<void> {
    isSoon = false;
    try {
      members = byName((await ask()).members);
      if (!isClosed) changed();
    } catch {
      // What hinders it shows in the lane's state; the newest list there is stays.
    }
    if (!isClosed && !isSoon) stopWaiting = time.after(EVERY_MS, fetchMembers);
  }

  return {
    get members() {
      return members;
    },
    refresh() {
      if (isSoon || isClosed) return;
      isSoon = true;
      stopWaiting();
      stopWaiting = time.after(TOGETHER_MS, fetchMembers);
    },
    close() {
      isClosed = true;
      stopWaiting();
    },
  };
}

function byName(members: readonly Present[]): Present[] {
  return [...members].sort(
    (a, b) => a.user.name.localeCompare(b.user.name) || (a.session < b.session ? -1 : 1),
  );
}
