import type { Chart, Plugin } from "chart.js";

/** Writes each line's name beside its end, in its colour: no legend, no looking to and fro. */
export const directLabels: Plugin<"line"> = {
  id: "directLabels",
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    const font = fontSize(chart);
    const labels = chart.data.datasets
      .map((dataset, index) => ({
        words: dataset.label ?? "",
        colour: String(dataset.borderColor),
        y: chart.getDatasetMeta(index).data.at(-1)?.y ?? Number.NaN,
      }))
      .filter(({ y }) => Number.isFinite(y));
    ctx.save();
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
