import type { Tape } from "../network/tape.ts";

/** A tape whose past does not go, from the moment that it is held: what stands still to be looked at stays whole. */
export interface HeldTape {
  /** What was held, and all that came since and is still in the ring. */
  now(): Tape;
}

export function holdTape(tape: Tape): HeldTape {
  const entries = [...tape.entries];
  const updates = [...tape.updates];
  let made: Tape | undefined;
  return {
    now() {
      if (made?.version === tape.version) return made;
      const [first] = tape.entries;
      const [update] = tape.updates;
      made = {
        ...tape,
        entries: [...entries.filter(({ id }) => !first || id < first.id), ...tape.entries],
        updates: [...updates.filter(({ at }) => !update || at < update.at), ...tape.updates],
      };
      return made;
    },
  };
}
