/** One policy's row of the picture. */
export interface Panel {
  readonly name: string;
  readonly says: string;
  /** Tries, and clients that arrived, in each span of `SPAN_MS` since the server was killed. */
  readonly tries: readonly number[];
  readonly arrivals: readonly number[];
  readonly upAt: number;
}

export const SPAN_MS = 100;

const [WIDTH, LEFT, RIGHT, TOP] = [860, 12, 12, 40];
const [PANEL, PLOT] = [116, 64];
const TICK_S = 5;

/** All policies on one scale, one below the other: tries as outlines, arrivals filled. */
export function drawPicture(panels: readonly Panel[], clients: number): string {
  const spans = Math.max(...panels.map(({ arrivals }) => arrivals.length));
  const lastS = Math.ceil((spans * SPAN_MS) / 1000 / TICK_S) * TICK_S;
  const x = (ms: number) => LEFT + ((WIDTH - LEFT - RIGHT) * ms) / 1000 / lastS;
  const height = TOP + panels.length * PANEL + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Reconnects per ${SPAN_MS} ms after one outage, by policy">
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f } .name { font-weight: 600 } .quiet { fill: #57606a; font-size: 12px }
.try { fill: none; stroke: #8c959f } .in { fill: #0969da } .down { fill: #8c959f; opacity: .16 } .axis { stroke: #8c959f }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .quiet { fill: #9198a1 } .try { stroke: #9198a1 } .in { fill: #4493f8 } .axis { stroke: #9198a1 }
}
</style>
<text x="${LEFT}" y="16">Of ${clients.toLocaleString("en")} clients: tries (outlined) and arrivals at the server (filled) per ${SPAN_MS} ms; grey: the server is down</text>
${panels.map((panel, i) => drawPanel(panel, TOP + i * PANEL, x, lastS, clients)).join("\n")}
</svg>
`;
}

function drawPanel(
  { name, says, tries, arrivals, upAt }: Panel,
  top: number,
  x: (ms: number) => number,
  lastS: number,
  clients: number,
): string {
  const base = top + 20 + PLOT;
  const y = (count: number) => base - (PLOT * count) / clients;
  const peak = Math.max(...arrivals);
  const peakX = x((arrivals.indexOf(peak) + 0.5) * SPAN_MS);
  const isRight = peakX > WIDTH * 0.8;
  const ticks = Array.from({ length: lastS / TICK_S + 1 }, (_, i) => i * TICK_S);
  return [
    `<text class="name" x="${LEFT}" y="${top + 8}">${name}<tspan class="quiet" dx="8" font-weight="400">${says}</tspan></text>`,
    `<rect class="down" x="${LEFT}" y="${base - PLOT}" width="${short(x(upAt) - LEFT)}" height="${PLOT}"/>`,
    ...bars(tries, x, y, base, "try"),
    ...bars(arrivals, x, y, base, "in"),
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${base}" y2="${base}"/>`,
    `<text x="${short(peakX + (isRight ? -6 : 6))}" y="${short(Math.max(base - PLOT + 12, y(peak) - 4))}" text-anchor="${isRight ? "end" : "start"}">${peak}</text>`,
    ...ticks.map((s) => {
      const anchor = s === 0 ? "start" : s === lastS ? "end" : "middle";
      return `<text class="quiet" x="${short(x(s * 1000))}" y="${base + 14}" text-anchor="${anchor}">${s} s</text>`;
    }),
  ].join("\n");
}

function bars(
  counts: readonly number[],
  x: (ms: number) => number,
  y: (count: number) => number,
  base: number,
  kind: "try" | "in",
): string[] {
  const width = short(x(SPAN_MS) - x(0));
  return counts.flatMap((count, i) =>
    count === 0
      ? []
      : [
          `<rect class="${kind}" x="${short(x(i * SPAN_MS))}" y="${short(y(count))}" width="${width}" height="${short(base - y(count))}"/>`,
        ],
  );
}

/** To a tenth of a pixel. */
const short = (value: number) => Math.round(value * 10) / 10;
