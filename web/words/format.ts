/** A figure, and its unit, which is shown small beside it. */
export interface Shown {
  readonly figure: string;
  readonly unit: string;
}

export const NOTHING: Shown = { figure: "–", unit: "" };

/** A duration in ms, to two or three digits: `4.1 ms`, `412 ms`, `2.6 s`, `75 s`. */
export function showMs(ms: number | undefined): Shown {
  if (ms === undefined || !Number.isFinite(ms)) return NOTHING;
  if (Math.abs(ms) < 999.5) return { figure: digits(ms), unit: "ms" };
  return { figure: digits(ms / 1000), unit: "s" };
}

/**
 * A count of bytes, or a mean of such counts: `812 B`, `1602 B`, `64 kB`; kB are thousands, as networks count. What is
 * below `wholeBelow` stays in bytes, so that a column of them compares at a glance.
 */
export function showBytes(bytes: number | undefined, wholeBelow = 9999.5): Shown {
  if (bytes === undefined || !Number.isFinite(bytes)) return NOTHING;
  if (bytes < wholeBelow) return { figure: Math.round(bytes).toString(), unit: "B" };
  if (bytes < 999_500) return { figure: digits(bytes / 1000), unit: "kB" };
  return { figure: digits(bytes / 1e6), unit: "MB" };
}

/** So many of something for each message: `1.02`, `0.20`, `0.008`. */
export function showRatio(ratio: number | undefined): Shown {
  if (ratio === undefined || !Number.isFinite(ratio)) return NOTHING;
  if (ratio > 0 && ratio < 0.01) return { figure: ratio.toFixed(ratio < 0.001 ? 4 : 3), unit: "" };
  return { figure: ratio < 100 ? ratio.toFixed(2) : Math.round(ratio).toString(), unit: "" };
}

export function showShare(share: number | undefined): Shown {
  if (share === undefined || !Number.isFinite(share)) return NOTHING;
  return { figure: digits(share * 100), unit: "%" };
}

/** Figure and unit as one text, with a space that does not break. */
export function text({ figure, unit }: Shown): string {
  return unit === "" ? figure : `${figure}\u00a0${unit}`;
}

/** Two amounts of bytes that make one, without units where both are bytes: `128 + 705`. */
export function showParts(one: number | undefined, other: number | undefined): string {
  const parts = [showBytes(one), showBytes(other)];
  const isPlain = parts.every(({ unit }) => unit === "B");
  return parts.map((part) => (isPlain ? part.figure : text(part))).join(" + ");
}

/** What a second number is for each of a first; nothing for nothing. */
export function per(amount: number | undefined, messages: number | undefined): number | undefined {
  return amount === undefined || !messages ? undefined : amount / messages;
}

function digits(number: number): string {
  const size = Math.abs(number);
  if (size === 0) return "0";
  if (size < 0.995) return number.toFixed(2);
  return size < 9.95 ? number.toFixed(1) : Math.round(number).toString();
}
