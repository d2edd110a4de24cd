import type { Estimate } from "../claim.ts";
import { FIGURES, type FigureName } from "../record.ts";
import { type Html, html } from "./html.ts";

export type Unit = (typeof FIGURES)[FigureName]["unit"];

/** Large amounts in the next larger unit. What counts messages, requests or shares has none: the words beside it say what. */
function unitFor(unit: Unit, size: number): readonly [divisor: number, name: string] {
  if (unit === "ms") return size < 999.5 ? [1, "ms"] : [1000, "s"];
  if (unit === "B" || unit === "B/s") return size < 9999.5 ? [1, unit] : [1000, `k${unit}`];
  return [1, ""];
}

/** So many decimals that a number of this size has three digits; two where it is below 1. */
function decimals(size: number): number {
  if (size === 0 || !Number.isFinite(size)) return 0;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size)) - (size < 1 ? 1 : 0)));
}

function format(value: number, places: number): string {
  return value
    .toFixed(places)
    .replace(/^-(?=0(\.0*)?$)/, "")
    .replace("-", "\u2212");
}

/** JSON has no NaN and no Infinity, and says null for both. */
export function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** A figure and its unit as text, `812 B`; a dash where there is none. */
export function sayFigure(value: number | undefined, unit: Unit): string {
  if (!isNumber(value)) return "\u2013";
  const [divisor, name] = unitFor(unit, Math.abs(value));
  const whole = Number.isInteger(value) && divisor === 1;
  const figure = format(value / divisor, whole ? 0 : decimals(Math.abs(value / divisor)));
  return name ? `${figure}\u00a0${name}` : figure;
}

/** The same, with the unit small beside it. */
export function showFigure(value: number | undefined, unit: Unit): Html {
  const [figure = "", name] = sayFigure(value, unit).split("\u00a0");
  return html`<span class="figure">${figure}${name && html`<span class="unit">${`\u00a0${name}`}</span>`}</span>`;
}

/** For a column that has its unit in its head: all with the same decimals. */
export function showFixed(value: number | undefined, places: number): Html {
  return html`<span class="figure">${isNumber(value) ? format(value, places) : "\u2013"}</span>`;
}

/** A mean and its interval, all three with the same decimals: `812 B (806 to 818)`. Where they read alike, one of them. */
export function sayEstimate({ mean, low, high }: Estimate, unit: Unit): string {
  if (!isNumber(mean)) return "\u2013";
  if (low === mean && high === mean) return sayFigure(mean, unit);
  const [divisor, name] = unitFor(unit, Math.abs(mean));
  const places = decimals(Math.abs(mean / divisor));
  const [middle, ...ends] = [mean, low, high].map((value) =>
    isNumber(value) ? format(value / divisor, places) : "\u2013",
  );
  const said = `${middle}${name && `\u00a0${name}`}`;
  return ends.every((end) => end === middle) ? said : `${said} (${ends.join(" to ")})`;
}

export function unitOf(figure: FigureName): Unit {
  return FIGURES[figure].unit;
}

/** `1 message`, `3 messages`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}
