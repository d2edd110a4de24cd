import { Refusal } from "#protocol/refusal.ts";

export interface RateRule {
  readonly perSecond: number;
  /** So much at once, after a pause. */
  readonly burst: number;
}

/** A token bucket for each key: full at first, refilled steadily; what is full again is forgotten. */
export function createRateLimit({ perSecond, burst }: RateRule, now: () => number): (key: string) => void {
  const buckets = new Map<string, { left: number; at: number }>();
  let sweptAt = now();

  function sweep(): void {
    sweptAt = now();
    for (const [key, { left, at }] of buckets)
      if (left + ((now() - at) / 1000) * perSecond >= burst) buckets.delete(key);
  }

  return (key) => {
    const fullMs = (burst / perSecond) * 1000;
    if (now() - sweptAt > fullMs) sweep();
    const bucket = buckets.get(key) ?? { left: burst, at: now() };
    bucket.left = Math.min(burst, bucket.left + ((now() - bucket.at) / 1000) * perSecond);
    bucket.at = now();
    buckets.set(key, bucket);
    if (bucket.left < 1)
      throw new Refusal("rate-limited", `rate: expected at most ${perSecond} a second, got more`, {
        "Retry-After": String(Math.ceil((1 - bucket.left) / perSecond)),
      });
    bucket.left -= 1;
  };
}
