import { BURST, type Schedule } from "#protocol/schedule.ts";

/**
 * The gaps between a schedule's updates in ms, endlessly, always the same for the same seed.
 * Poisson gaps are exponential, −ln(1−u)·mean. A burst is `BURST` updates at once, then one long gap; the mean holds.
 */
export function* gaps({
  pattern,
  rate,
  seed,
}: Pick<Schedule, "pattern" | "rate" | "seed">): Generator<number, never> {
  const random = createRandom(seed);
  const meanMs = 1000 / rate;
  for (;;) {
    if (pattern === "periodic") yield meanMs;
    else if (pattern === "poisson") yield -Math.log(1 - random()) * meanMs;
    else for (let i = 0; i < BURST; i += 1) yield i === 0 ? meanMs * BURST : 0;
  }
}

/** Mulberry32: 32 bits of state, uniform in [0, 1). Small, fast, and good enough for schedules. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
