import { refuse } from "#protocol/refusal.ts";
import { ROOM, userOf } from "./room.ts";
import type { Rules } from "./rules.ts";

/** What is said to one user alone: anyone may write, and only they read. */
export function inboxOf(owner: string, isKnown: (user: string) => boolean): Rules {
  return {
    ...ROOM,
    checkReader(author) {
      const { id } = userOf(author);
      if (id !== owner) refuse("not-yours", "channel", `inbox:${id}, your own`, `inbox:${owner}`);
    },
    take(publication, author) {
      if (!isKnown(owner))
        refuse("unknown-user", "channel", "an inbox of somebody who is or was here", `inbox:${owner}`);
      return ROOM.take(publication, author);
    },
  };
}
