import type { Claim, Estimate } from "../claim.ts";
import { isNumber } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { logScale, px } from "./scales.ts";

const WIDTH = 240;
const HEIGHT = 46;
const AXIS_Y = 30;
/** How far the axis may reach to both sides of 1, which is always in the middle. */
const REACHES = [1.02, 1.05, 1.1, 1.2, 1.5, 2, 5, 10, 20, 50, 100, 1000, 10_000, 1e6];

/** Where left / right lies if the claim is true; open to one side where the claim is. */
export function zoneOf({ relation }: Claim): readonly [low: number, high: number] {
  if (relation.kind === "less") return [0, 1];
  if (relation.kind === "greater") return [1, Number.POSITIVE_INFINITY];
  if (relation.kind === "within") return [1 - relation.share, 1 + relation.share];
  return relation.kind === "times" ? [relation.low, relation.high] : [1, 1];
}

/** The same in words: what the claim tolerates. */
export function sayZone({ relation, ...claim }: Claim): string {
  if (relation.kind === "less") return "claimed: below 1";
  if (relation.kind === "greater") return "claimed: above 1";
  if (relation.kind === "exactly") return "claimed: equal, in every run";
  const [low, high] = zoneOf({ relation, ...claim }).map((end) => Number(end.toPrecision(4)));
  return `claimed: ${low} to ${high}`;
}

/**
 * Left / right with its interval over the zone where the claim says that it lies; above it, hollow, what an earlier study
 * found. Undefined where there is no ratio that can be drawn, as with a right side of 0.
 */
export function drawInterval(
  claim: Claim,
  ratio: Estimate,
  name: string,
  earlier?: Estimate,
): Html | undefined {
  if (!isDrawable(ratio)) return undefined;
  const ghost = earlier && isDrawable(earlier) ? earlier : undefined;
  const zone = zoneOf(claim);
  const shown = [ratio, ghost].flatMap((one) => (one ? [one.low, one.mean, one.high] : []));
  const ends = [...shown, ...zone].filter((value) => value > 0 && Number.isFinite(value));
  const farthest = Math.max(...ends.map((value) => Math.max(value, 1 / value)));
  const reach = REACHES.find((one) => one >= farthest * 1.005) ?? farthest;
  const x = logScale(1 / reach, reach, 8, WIDTH - 8);
  const [from, to] = zone.map((value) => x(value === 0 ? 1 / reach : value)) as [number, number];
  return html`<svg class="plot interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name}">
<rect class="zone" x="${px(from)}" y="2" width="${px(Math.max(2, to - from))}" height="${AXIS_Y - 2}"/>
<path class="axis" d="M8 ${AXIS_Y}H${WIDTH - 8}M${px(x(1))} 2V${AXIS_Y + 3}"/>
${ghost && drawOne(ghost, x, 8, "ghost")}${drawOne(ratio, x, 19, "now")}
${[1 / reach, 1, reach].map(
  (tick, i) =>
    html`<text class="tick" x="${px(x(tick))}" y="${HEIGHT - 4}" text-anchor="${["start", "middle", "end"][i] ?? ""}">${sayTick(tick)}</text>`,
)}</svg>`;
}

function drawOne({ mean, low, high }: Estimate, x: (value: number) => number, y: number, name: string): Html {
  return html`<g class="${name}"><path d="M${px(x(low))} ${y}H${px(x(high))}M${px(x(low))} ${y - 4}v8M${px(x(high))} ${y - 4}v8"/><circle cx="${px(x(mean))}" cy="${y}" r="4"/></g>`;
}

function isDrawable({ mean, low, high }: Estimate): boolean {
  return isNumber(mean) && mean > 0 && isNumber(low) && isNumber(high);
}

function sayTick(value: number): string {
  return value >= 1e5 ? value.toExponential(0) : String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}
