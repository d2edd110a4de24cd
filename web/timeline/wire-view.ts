/** Which part of the tape is looked at: so much of it, up to a moment, or up to now, whenever that is. */
export interface WireView {
  readonly spanMs: number;
  readonly until: number | "now";
}

/** How much can be looked at, ms. */
export const SPANS = [500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 300_000] as const;

export const LIVE: WireView = { spanMs: 20_000, until: "now" };

export function endOf({ until }: WireView, now: number): number {
  return until === "now" ? now : until;
}

/** Stands still; what comes goes on being recorded. */
export function pause(view: WireView, now: number): WireView {
  return { ...view, until: endOf(view, now) };
}

export function resume(view: WireView): WireView {
  return { ...view, until: "now" };
}

/** One step nearer (-1) or further away (1), around the middle of what is seen; live stays live. */
export function zoom(view: WireView, step: -1 | 1): WireView {
  const place = SPANS.findIndex((span) => span >= view.spanMs);
  const spanMs = SPANS[Math.min(SPANS.length - 1, Math.max(0, place + step))] ?? view.spanMs;
  if (view.until === "now") return { ...view, spanMs };
  return { spanMs, until: view.until + (spanMs - view.spanMs) / 2 };
}

/** Moves by so many ms, not beyond now; there it is live again. */
export function scroll(view: WireView, now: number, byMs: number): WireView {
  const until = endOf(view, now) + byMs;
  return until >= now ? resume(view) : { ...view, until };
}

/** Brings a moment to the middle. */
export function lookAt(view: WireView, now: number, at: number): WireView {
  return { ...view, until: Math.min(now, at + view.spanMs / 2) };
}
