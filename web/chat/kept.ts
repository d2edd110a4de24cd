import type { User } from "#protocol/token.ts";
import type { Draft } from "./outbox.ts";

/** What a participant takes along from one page to the next: a reload is no leaving. */
export interface Kept {
  readonly session: string;
  readonly name: string;
  /** Gets the next token: a secret of some hours, which stays in this window. */
  readonly refresh: string | undefined;
  readonly drafts: readonly Draft[];
  /** Private messages of one's own: nobody else has them to tell. */
  readonly letters: readonly {
    readonly position: string;
    readonly at: number;
    readonly from: User;
    readonly to: User;
    readonly text: string;
  }[];
}

const KEY = "chat";

/**
 * Takes what the page before has left; undefined where there was none. It is taken away, not only read: a copy of this
 * window would otherwise be the same participant twice.
 */
export function takeKept(storage: Storage): Kept | undefined {
  const text = storage.getItem(KEY);
  storage.removeItem(KEY);
  try {
    return text === null ? undefined : (JSON.parse(text) as Kept);
  } catch {
    return undefined;
  }
}

export function leaveKept(storage: Storage, kept: Kept): void {
  storage.setItem(KEY, JSON.stringify(kept));
}
