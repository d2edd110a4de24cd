import { LABELS } from "#protocol/transports.ts";
import { sayFigure } from "./figures.ts";
import { quantile, type RunGroup, valuesOf } from "./groups.ts";
import { type Html, html } from "./html.ts";
import { logScale, px, type Scale } from "./scales.ts";

const WIDTH = 340;
const LEFT = 90;
const RIGHT = 280;
const ROW = 44;
const RIDGE = 27;
/** Of few messages, wider bins: what stands out is then not one of them. */
const [BINS, FEW_BINS, FEW] = [60, 30, 200];
/** How a transport's line is dashed, so that it reads without colour; as on the dashboard. */
export const DASHES = {
  "short-polling": "1 3",
  "long-polling": "7 3 1 3",
  sse: "5 3",
  websocket: "none",
} as const;

/**
 * How the staleness of all messages is spread, a row a transport, on an axis of powers of ten that all panels share. The
 * line is the median, the ring the 99th percentile, the ticks below are the medians of the runs. The height of each row
 * is its own. Dashed: an earlier study.
 */
export function drawRidges(
  groups: readonly RunGroup[],
  axis: readonly number[],
  name: string,
  earlierOf: (group: RunGroup) => RunGroup | undefined,
): Html {
  const x = logScale(axis.at(0) ?? 1, axis.at(-1) ?? 10, LEFT, RIGHT);
  const bottom = groups.length * ROW + 4;
  return html`<svg class="plot ridges" viewBox="0 0 ${WIDTH} ${bottom + 20}" role="img" aria-label="${name}">
${axis.map((tick) => html`<path class="grid" d="M${px(x(tick))} 4V${bottom}"/>`)}
${groups.map((group, i) => drawRow(group, x, (i + 1) * ROW - 8, earlierOf(group)))}
${axis.map(
  (tick) =>
    html`<text class="tick" x="${px(x(tick))}" y="${bottom + 14}" text-anchor="middle">${sayTick(tick)}</text>`,
)}</svg>`;
}

function drawRow(group: RunGroup, x: Scale, y: number, earlier: RunGroup | undefined): Html {
  const { transport, stalenessMs } = group;
  const median = quantile(stalenessMs, 0.5);
  const p99 = quantile(stalenessMs, 0.99);
  const label = html`<path class="base" d="M${LEFT} ${y}H${RIGHT}"/><text class="name" x="0" y="${y - 4}">${LABELS[transport]}</text>`;
  const before = earlier && outline(earlier.stalenessMs, x, y);
  const ghost = before && html`<path class="ghost" d="${before}"/>`;
  if (median === undefined || p99 === undefined)
    return html`<g data-transport="${transport}">${label}${ghost}<text class="tick" x="${LEFT + 6}" y="${y - 6}">no run came to figures</text></g>`;
  return html`<g data-transport="${transport}">${label}<path class="ridge" stroke-dasharray="${DASHES[transport]}" d="${outline(stalenessMs, x, y)}"/>${ghost}
<path class="runs" d="${valuesOf(group, "staleness-p50-ms").map((ms) => `M${px(x(ms))} ${y + 1.5}v4`)}"/>
<path class="median" d="M${px(x(median))} ${y}v-${RIDGE + 2}"/><circle class="p99" cx="${px(x(p99))}" cy="${y}" r="2.6"/>
<text class="value" x="${WIDTH}" y="${y - 4}" text-anchor="end">${sayFigure(median, "ms")}</text></g>`;
}

/** `0.1`, `1`, `10`, `100 ms`, `1 s`: there is little room between powers of ten. */
function sayTick(ms: number): string {
  return ms < 100 ? String(Number(ms.toPrecision(1))) : ms < 1000 ? `${ms}\u00a0ms` : `${ms / 1000}\u00a0s`;
}

/**
 * A histogram over equal ratios, smoothed over three of its bins: a path from the first of its bins to the last, beginning
 * and ending on the base. Empty where there are no values.
 */
function outline(values: readonly number[], x: Scale, y: number): string {
  const bins = new Array<number>(values.length < FEW ? FEW_BINS : BINS).fill(0);
  const width = (RIGHT - LEFT) / bins.length;
  for (const value of values) {
    const bin = Math.min(bins.length - 1, Math.floor((x(value) - LEFT) / width));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const smooth = bins.map((amount, i) => (bins[i - 1] ?? 0) / 4 + amount / 2 + (bins[i + 1] ?? 0) / 4);
  const most = Math.max(...smooth);
  const points = smooth.flatMap((amount, i) => {
    const isNear = [smooth[i - 1], amount, smooth[i + 1]].some((one) => (one ?? 0) > 0);
    return isNear ? [`${px(LEFT + (i + 0.5) * width)} ${px(y - (amount / most) * RIDGE)}`] : [];
  });
  return points.length > 0 ? `M${points.join("L")}` : "";
}
