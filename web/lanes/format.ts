/** A figure and its unit, apart, because the unit is set small. */
export interface Shown {
  readonly figure: string;
  readonly unit: string;
}

export const NONE: Shown = { figure: "–", unit: "" };

/** Two significant digits below 100, so that a figure does not jump about in width. */
function digits(value: number): string {
  if (value >= 99.95) return String(Math.round(value));
  return value.toFixed(value >= 9.95 ? 0 : 1);
}

/** A duration in the unit that a person would use. */
export function duration(ms: number | undefined): Shown {
  if (ms === undefined) return NONE;
  return ms < 999.5 ? { figure: digits(ms), unit: "ms" } : { figure: digits(ms / 1000), unit: "s" };
}

export function bytes(count: number | undefined): Shown {
  if (count === undefined) return NONE;
  if (count < 9999.5) return { figure: Math.round(count).toLocaleString("en"), unit: "B" };
  return count < 999_500
    ? { figure: digits(count / 1000), unit: "kB" }
    : { figure: digits(count / 1_000_000), unit: "MB" };
}

/** Of requests per message: two decimals, for 0.02 and 1.02 are the news. */
export function ratio(value: number | undefined): string {
  if (value === undefined) return NONE.figure;
  return value >= 99.5 ? String(Math.round(value)) : value.toFixed(2);
}

export function count(value: number | undefined): string {
  return value === undefined ? NONE.figure : value.toLocaleString("en");
}

export function share(value: number | undefined): string {
  return value === undefined ? NONE.figure : `${Math.round(value * 100)} %`;
}

/** In a sentence: figure and unit in one. */
export function inWords({ figure, unit }: Shown): string {
  return unit === "" ? figure : `${figure} ${unit}`;
}
