import type { Backplane } from "./backplane.ts";

/** An outage has few reasons; should each try bring another, it is enough to have told so many. */
const MOST = 20;

export interface Trouble {
  /** Says why the backplane is lost: each reason once in an outage, and not with each attempt to come back. */
  tell(reason: unknown): void;
  /** Once the backplane is there again, the next outage is news. */
  follow(backplane: Pick<Backplane, "onState">): void;
}

export function createTrouble(write: (line: string) => void): Trouble {
  const told = new Set<string>();
  return {
    tell(reason) {
      const words = [...reasonsIn(reason)].join(": ").slice(0, 500);
      if (told.has(words) || told.size >= MOST) return;
      told.add(words);
      write(`backplane: ${words}`);
    },
    follow(backplane) {
      backplane.onState((state) => state === "ready" && told.clear());
    },
  };
}

/** Kafka's client wraps what has happened, twice and more: "Listing topics failed." by itself is no reason. */
function* reasonsIn(reason: unknown): Generator<string> {
  if (!(reason instanceof Error)) yield String(reason);
  else {
    yield reason.message.replace(/\.$/, "");
    const inner: unknown = reason instanceof AggregateError ? reason.errors[0] : reason.cause;
    if (inner !== undefined) yield* reasonsIn(inner);
  }
}
