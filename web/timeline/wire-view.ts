/** Which part of the tape is looked at: so much of it, up to a moment, or up to now, whenever that is. */
export interface WireView {
  readonly spanMs: number;
  readonly until: number | "now";
}

/** How much can be looked at, ms; beyond that, all there is. */
export const SPANS = [500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 300_000] as const;

export const LIVE: WireView = { spanMs: 20_000, until: "now" };

/** Of a run that is younger than that, no more than there is of it: half a picture would be empty. */
export function liveAfter(elapsedMs: number): WireView {
  return { ...LIVE, spanMs: [5000, 10_000].find((span) => elapsedMs <= span) ?? LIVE.spanMs };
}

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

/**
 * One step nearer (-1) or further away (1), at most to `wholeMs`, which is all there is. What stands at `around` keeps
 * its place; without it, that is the middle of what is seen. A frozen view never reaches beyond now, where it would fill
 * up with what comes. Live stays live.
 */
export function zoom(
  view: WireView,
  now: number,
  step: -1 | 1,
  { wholeMs = 0, around }: { readonly wholeMs?: number; readonly around?: number | undefined } = {},
): WireView {
  const spans = [...SPANS, ...(wholeMs > (SPANS.at(-1) ?? 0) ? [wholeMs] : [])];
  const spanMs =
    (step === 1 ? spans.find((span) => span > view.spanMs) : spans.findLast((span) => span < view.spanMs)) ??
    view.spanMs;
  if (view.until === "now") return { ...view, spanMs };
  const at = around ?? view.until - view.spanMs / 2;
  return { spanMs, until: Math.min(now, at + (view.until - at) * (spanMs / view.spanMs)) };
}

/** Moves by so many ms, not beyond now; there it is live again. */
export function scroll(view: WireView, now: number, byMs: number): WireView {
  return endAt(view, now, endOf(view, now) + byMs);
}

/** Ends at a moment, or is live again where that is not before now. */
export function endAt(view: WireView, now: number, until: number): WireView {
  return until >= now ? resume(view) : { ...view, until };
}

/** Brings a moment to the middle. */
export function lookAt(view: WireView, now: number, at: number): WireView {
  return { ...view, until: Math.min(now, at + view.spanMs / 2) };
}
