/** From a value to a place on the page, px. */
export type Scale = (value: number) => number;

/** Equal ratios lie equally far apart; what lies outside is put to the edge. */
export function logScale(low: number, high: number, from: number, to: number): Scale {
  const span = Math.log(high / low);
  return (value) => from + (Math.log(Math.min(high, Math.max(low, value)) / low) / span) * (to - from);
}

export function linearScale(high: number, from: number, to: number): Scale {
  return (value) => from + (Math.min(high, Math.max(0, value)) / high) * (to - from);
}

/** Powers of ten that hold all values between them, from `least` on, with those in between. */
export function decades(values: readonly number[], least: number): number[] {
  const [low, high] = values.reduce(
    ([min, max], value) => [Math.min(min, value), Math.max(max, value)],
    [Number.POSITIVE_INFINITY, least * 10],
  );
  const first = Math.floor(Math.log10(Math.max(least, Math.min(low, high / 10))));
  const last = Math.max(first + 1, Math.ceil(Math.log10(high)));
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5].find((step) => step * power >= value) ?? 10) * power;
}

/** A coordinate for SVG, to a tenth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
