import { LABELS } from "#protocol/transports.ts";
import { sayFigure } from "./figures.ts";
import { type RunGroup, rangeOf } from "./groups.ts";
import { type Html, html } from "./html.ts";
import { linearScale, px } from "./scales.ts";

const WIDTH = 340;
const LEFT = 90;
const RIGHT = 250;
const ROW = 34;

/**
 * Bytes for each message that was delivered, a bar a transport: full what is the message, pale what carries it, the line
 * at its end from the least to the most of the runs. The frame is an earlier study's.
 */
export function drawByteBars(
  groups: readonly RunGroup[],
  top: number,
  name: string,
  earlierOf: (group: RunGroup) => RunGroup | undefined,
): Html {
  const x = linearScale(top, LEFT, RIGHT);
  const bottom = groups.length * ROW + 4;
  const ticks = [0, top / 2, top];
  return html`<svg class="plot bars" viewBox="0 0 ${WIDTH} ${bottom + 20}" role="img" aria-label="${name}">
${ticks.map((tick) => html`<path class="grid" d="M${px(x(tick))} 4V${bottom}"/>`)}
${groups.map((group, i) => drawBar(group, i * ROW + 10, x, earlierOf(group)))}
${ticks.map(
  (tick) =>
    html`<text class="tick" x="${px(x(tick))}" y="${bottom + 14}" text-anchor="middle">${sayFigure(Math.round(tick), "B")}</text>`,
)}</svg>`;
}

function drawBar(
  group: RunGroup,
  y: number,
  x: (bytes: number) => number,
  earlier: RunGroup | undefined,
): Html {
  const total = rangeOf(group, "bytes-per-message");
  const payload = rangeOf(group, "payload-per-message")?.mean ?? 0;
  const before = rangeOf(earlier, "bytes-per-message")?.mean;
  const [start, middle, end] = [x(0), x(payload), x(total?.mean ?? 0)];
  const ghost =
    before !== undefined &&
    html`<rect class="ghost" x="${px(start)}" y="${y - 2.5}" width="${px(x(before) - start)}" height="19"/>`;
  const bars = total
    ? html`<rect class="carries" x="${px(start)}" y="${y}" width="${px(end - start)}" height="14"/>
<rect class="payload" x="${px(start)}" y="${y}" width="${px(middle - start)}" height="14"/>
<path class="whisker" d="M${px(x(total.low))} ${y + 7}H${px(x(total.high))}M${px(x(total.low))} ${y + 3.5}v7M${px(x(total.high))} ${y + 3.5}v7"/>
<text class="value" x="${WIDTH}" y="${y + 6}" text-anchor="end">${sayFigure(Math.round(total.mean), "B")}</text>
<text class="tick" x="${WIDTH}" y="${y + 18}" text-anchor="end">${Math.round(payload)} + ${Math.round(total.mean - payload)}</text>`
    : html`<text class="tick" x="${LEFT + 6}" y="${y + 11}">no run came to figures</text>`;
  return html`<g data-transport="${group.transport}"><text class="name" x="0" y="${y + 11}">${LABELS[group.transport]}</text>${bars}${ghost}</g>`;
}
