import {
  CategoryScale,
  Chart,
  type ChartDataset,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
} from "chart.js";
import { useEffect, useRef } from "react";
import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { DASHES, MARKERS } from "../theme/palette.ts";
import { currentPalette } from "../theme/theme.ts";

Chart.register(CategoryScale, LinearScale, LineController, LineElement, LogarithmicScale, PointElement);

/** x: seconds before now, so 0 at the right and negative to the left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Lines = Readonly<Record<TransportName, readonly Point[]>>;

interface ChartCanvasProps {
  readonly lines: Lines;
  readonly label: string;
  /** How a value on the y axis is written. */
  readonly format: (value: number) => string;
  readonly logarithmic?: boolean;
}

const SPAN_S = 60;
const LABELS_PX = 92;
const LABEL_HEIGHT_PX = 14;

/** The only place that knows Chart.js: four lines over the last minute, each with its dash, its end marked and named. */
export function ChartCanvas({ lines, label, format, logarithmic = false }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<"line", Point[]>>(null);

  useEffect(() => {
    if (!canvas.current) return undefined;
    chart.current = create(canvas.current, format, logarithmic);
    return () => chart.current?.destroy();
  }, [format, logarithmic]);

  useEffect(() => {
    if (chart.current) show(chart.current, lines);
  }, [lines]);

  return <canvas ref={canvas} role="img" aria-label={label} />;
}

function create(
  canvas: HTMLCanvasElement,
  format: (value: number) => string,
  logarithmic: boolean,
): Chart<"line", Point[]> {
  return new Chart(canvas, {
    type: "line",
    data: { datasets: [] },
    plugins: [nameLines],
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { right: LABELS_PX } },
      scales: {
        x: {
          type: "linear",
          min: -SPAN_S,
          max: 0,
          grid: { display: false },
          ticks: { stepSize: 30, callback: (value) => (value === 0 ? "now" : `${value} s`) },
        },
        y: {
          type: logarithmic ? "logarithmic" : "linear",
          ...(logarithmic ? {} : { min: 0 }),
          ticks: { maxTicksLimit: 4, callback: (value) => format(Number(value)) },
        },
      },
    },
  });
}

function show(chart: Chart<"line", Point[]>, lines: Lines): void {
  const { transport, muted, line } = currentPalette();
  chart.data.datasets = TRANSPORTS.filter((name) => lines[name].length > 0).map(
    (name): ChartDataset<"line", Point[]> => ({
      label: name,
      data: [...lines[name]],
      borderColor: transport[name],
      borderDash: [...DASHES[name]],
      borderWidth: 2,
      pointRadius: 0,
      backgroundColor: transport[name],
    }),
  );
  for (const scale of Object.values(chart.options.scales ?? {})) {
    if (!scale) continue;
    scale.ticks = { ...scale.ticks, color: muted, font: { family: "JetBrains Mono Variable", size: 11 } };
    scale.grid = { ...scale.grid, color: line };
    scale.border = { display: false };
  }
  chart.update("none");
}

/** Names each line at its end, in its colour and with its shape: no legend to look up. Names keep clear of each other. */
const nameLines: Plugin<"line"> = {
  id: "name-lines",
  afterDatasetsDraw({ ctx, data, chartArea, scales }) {
    const ends = data.datasets
      .map(({ label, data: points }) => ({
        name: label as TransportName,
        end: points.at(-1) as Point | undefined,
      }))
      .filter((one): one is { name: TransportName; end: Point } => one.end !== undefined)
      .map(({ name, end }) => ({ name, y: scales.y?.getPixelForValue(end.y) ?? 0 }))
      .sort((a, b) => a.y - b.y);
    let free = chartArea.top;
    const lowest = chartArea.bottom - LABEL_HEIGHT_PX * (ends.length - 1);
    for (const [i, { name, y }] of ends.entries()) {
      const labelY = Math.min(Math.max(y, free), lowest + LABEL_HEIGHT_PX * i);
      free = labelY + LABEL_HEIGHT_PX;
      ctx.fillStyle = currentPalette().transport[name];
      ctx.font = '600 12px "Inter Variable", sans-serif';
      ctx.textBaseline = "middle";
      ctx.fillText(LABELS[name], chartArea.right + 14, labelY);
      shape(ctx, MARKERS[name], chartArea.right, Math.min(Math.max(y, chartArea.top), chartArea.bottom));
    }
  },
};

function shape(
  ctx: CanvasRenderingContext2D,
  marker: (typeof MARKERS)[TransportName],
  x: number,
  y: number,
): void {
  ctx.beginPath();
  if (marker === "circle") ctx.arc(x, y, 4, 0, 2 * Math.PI);
  else if (marker === "rect") ctx.rect(x - 3.5, y - 3.5, 7, 7);
  else {
    const corners = marker === "triangle" ? [-90, 30, 150] : [0, 90, 180, 270];
    for (const angle of corners) {
      const turn = (angle * Math.PI) / 180;
      ctx.lineTo(x + 5 * Math.cos(turn), y + 5 * Math.sin(turn));
    }
    ctx.closePath();
  }
  ctx.fill();
}
