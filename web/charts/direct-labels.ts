import type { Chart, Plugin } from "chart.js";
import { drawPoint } from "chart.js/helpers";

/** The marker at a line's end, px. */
const MARKER = { radius: 4.5, borderWidth: 1, rotation: 0 };

/**
 * Marks each line's end, and writes its name beside it, in its colour: no legend, no looking to and fro. Were the marker a
 * point of the line's own, Chart.js would ask each of hundreds how large it is.
 */
export const directLabels: Plugin<"line"> = {
  id: "directLabels",
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    const font = fontSize(chart);
    const labels = chart.data.datasets
      .map((dataset, index) => {
        const { x = Number.NaN, y = Number.NaN } = chart.getDatasetMeta(index).data.at(-1) ?? {};
        return {
          words: dataset.label ?? "",
          colour: String(dataset.borderColor),
          marker: dataset.pointStyle,
          x,
          y,
        };
      })
      .filter(({ y }) => Number.isFinite(y));
    ctx.save();
    ctx.lineWidth = MARKER.borderWidth;
    for (const { colour, marker, x, y } of labels) {
      ctx.fillStyle = ctx.strokeStyle = colour;
      if (typeof marker === "string") drawPoint(ctx, { ...MARKER, pointStyle: marker }, x, y);
    }
    ctx.font = `600 ${font}px "Inter Variable", sans-serif`;
    ctx.textBaseline = "middle";
    const heights = spread(
      labels.map(({ y }) => y),
      font * 1.25,
      chartArea.bottom,
    );
    labels.forEach(({ words, colour }, index) => {
      ctx.fillStyle = colour;
      ctx.fillText(words, chartArea.right + font * 0.8, heights[index] ?? 0);
    });
    ctx.restore();
  },
};

function fontSize(chart: Chart): number {
  return Number(chart.options.font?.size ?? 12);
}

/** Moves labels apart until they are `gap` from each other, and none is below `floor`; keeps their order. */
export function spread(wanted: readonly number[], gap: number, floor: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => b.y - a.y || b.index - a.index);
  const placed = [...wanted];
  let below = floor + gap;
  for (const { y, index } of order) {
    below = Math.min(y, below - gap);
    placed[index] = below;
  }
  return placed;
}
