import { Chart, type ChartOptions, LinearScale, LineController, LineElement, PointElement } from "chart.js";
import { type ReactNode, useEffect, useRef } from "react";
import { useLab } from "../state/lab-context.ts";
import { currentPalette, DASHES, MARKERS, rem } from "../theme/palette.ts";
import { type Shown, text } from "../words/format.ts";
import { directLabels } from "./direct-labels.ts";
import { MINUTE_MS, type Point, roundUp, type Series } from "./series.ts";

Chart.register(LineController, LineElement, PointElement, LinearScale);

/** A line to draw, with the name that stands at its end. x in seconds before now. */
export interface Line {
  readonly label: string;
  readonly points: readonly Point[];
  readonly colour: string;
  readonly dash: readonly number[];
  readonly marker: "circle" | "triangle" | "rect" | "rectRot";
}

export interface LineCanvasProps {
  readonly name: string;
  readonly describedBy: string;
  /** A word inside the plot, where the axis of y alone does not say what it counts. */
  readonly caption?: string;
  /** Of two plots one above the other only the lower needs the times written out. */
  readonly hasTimes?: boolean;
  readonly linesAt: () => readonly Line[];
  /** The end of the axis of y, so that two charts can share it; by default what the points need. */
  readonly topAt?: () => number;
  /** The axis of y reaches at least so far, so that an empty chart has an axis too. */
  readonly least: number;
  readonly show: (y: number) => Shown;
}

export interface ChartCanvasProps extends Omit<LineCanvasProps, "linesAt" | "topAt"> {
  readonly seriesAt: (now: number) => readonly Series[];
  readonly topAt?: (now: number) => number;
}

const REDRAW_MS = 500;
/** Never spread `chart.options` instead: what it gives out refers to the options before, and those to the ones before them. */
const STILL = {
  animation: false,
  parsing: false,
  normalized: true,
  events: [],
  maintainAspectRatio: false,
} as const satisfies ChartOptions<"line">;

/** A chart of the transports, each in its colour, by the clock of the measurements. */
export function ChartCanvas({ seriesAt, topAt, ...props }: ChartCanvasProps): ReactNode {
  const { engine } = useLab();
  const now = () => engine.now() ?? 0;
  return (
    <LineCanvas
      {...props}
      linesAt={() => seriesAt(now()).map(lineOf)}
      {...(topAt ? { topAt: () => topAt(now()) } : {})}
    />
  );
}

/** The one place that knows Chart.js. The chart is fed from the history, outside of React. */
export function LineCanvas({ name, describedBy, caption, ...options }: LineCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(options);
  latest.current = options;

  useEffect(() => {
    if (!canvas.current) return;
    const chart = new Chart(canvas.current, {
      type: "line",
      data: { datasets: [] },
      plugins: [directLabels],
      options: STILL,
    });
    draw();
    const timer = setInterval(draw, REDRAW_MS);

    function draw(): void {
      if (document.hidden) return;
      const { linesAt, topAt, least, show, hasTimes = true } = latest.current;
      const lines = linesAt();
      const highest = Math.max(least, ...lines.flatMap(({ points }) => points.map(({ y }) => y)));
      chart.data.datasets = lines.filter(({ points }) => points.length > 0).map(datasetOf);
      chart.options = { ...STILL, ...optionsOf(topAt?.() ?? roundUp(highest), show, hasTimes) };
      chart.update("none");
    }

    return () => {
      clearInterval(timer);
      chart.destroy();
    };
  }, []);

  return (
    <div className="chart-canvas">
      {caption && <span className="chart-caption quiet">{caption}</span>}
      <canvas ref={canvas} role="img" aria-label={name} aria-describedby={describedBy} />
    </div>
  );
}

function lineOf({ transport, label, points }: Series): Line {
  const colour = currentPalette().rungs[transport];
  return { label, points, colour, dash: DASHES[transport], marker: MARKERS[transport] };
}

function datasetOf({ label, points, colour, dash, marker }: Line) {
  return {
    label,
    data: [...points],
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1.75,
    borderJoinStyle: "round" as const,
    clip: 8,
    borderDash: [...dash],
    borderCapStyle: "round" as const,
    pointStyle: marker,
    pointRadius: 0, // `directLabels` draws the last one
  };
}

function optionsOf(top: number, show: (y: number) => Shown, hasTimes: boolean) {
  const { line, muted } = currentPalette();
  const size = 0.75 * rem();
  const font = { size, family: '"Inter Variable", sans-serif' };
  return {
    font,
    layout: { padding: { top: size * 0.6, right: size * 7.5 } },
    scales: {
      x: {
        type: "linear" as const,
        min: -MINUTE_MS / 1000,
        max: 0,
        border: { display: false },
        grid: { display: false },
        ticks: {
          display: hasTimes,
          color: muted,
          font,
          stepSize: 30,
          align: "inner" as const,
          callback: (x: string | number) => (Number(x) === 0 ? "now" : `${x} s`.replace("-", "−")),
        },
      },
      y: {
        type: "linear" as const,
        min: 0,
        max: top,
        border: { display: false },
        grid: { color: line, tickLength: 0 },
        ticks: {
          color: muted,
          font,
          stepSize: top / 2,
          padding: size * 0.5,
          callback: (y: string | number) => text(show(Number(y))),
        },
        // A scale that keeps its width does not push the plot about when its figures grow.
        afterFit: (scale: { width: number }) => {
          scale.width = size * 4.5;
        },
      },
    },
  };
}
