import { type Faults, NO_FAULTS } from "#protocol/network.ts";

/** The faults as they stand: what was set for good, and over it what holds for a while. */
export interface FaultBoard {
  readonly now: Faults;
  /** For good: also where something else held for a while. */
  change(faults: Partial<Faults>): void;
  /** Until the returned function is called; then what was under it shows again. */
  cover(faults: Partial<Faults>): () => void;
}

export function createFaultBoard(changed: (now: Faults) => void): FaultBoard {
  let base = NO_FAULTS;
  const covers = new Set<Partial<Faults>>();
  let now = base;

  function merge(): void {
    now = Object.assign({}, base, ...covers);
    changed(now);
  }

  return {
    get now() {
      return now;
    },
    change(faults) {
      base = { ...base, ...faults };
      for (const cover of covers) for (const key of Object.keys(faults)) Reflect.deleteProperty(cover, key);
      merge();
    },
    cover(faults) {
      const cover = { ...faults };
      covers.add(cover);
      merge();
      return () => {
        if (covers.delete(cover)) merge();
      };
    },
  };
}
