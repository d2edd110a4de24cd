import type { ReactNode } from "react";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import type { LaneView, Snapshot } from "../measuring/snapshot.ts";
import { useLab, useLabState, useShown, useSlowSnapshot } from "../state/lab-context.ts";
import { type Shown, showBytes, showMs, text } from "../words/format.ts";
import { NAMES, sayList } from "../words/words.ts";
import { ChartCanvas } from "./chart-canvas.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import { ageSeries, roundUp, stalenessSeries, totalSeries } from "./series.ts";
import "./charts.css";

/** Sentences and tables change no faster than they can be read, ms. */
const READABLE_MS = 2000;
const LEAST_MS = 100;

const showTotal = (bytes: number | undefined) => showBytes(bytes, 1000);
const showCount = (count: number): Shown => ({ figure: String(Math.round(count * 10) / 10), unit: "" });

/** Three charts over the same minute; the first two share their axis of y as well. */
export function Charts(): ReactNode {
  const [isShown] = useShown("charts");
  return isShown && <ThreeCharts />;
}

function ThreeCharts(): ReactNode {
  const { history } = useLab();
  const { trace } = useLabState();
  const snapshot = useSlowSnapshot(READABLE_MS);
  const stalenessAt = (now: number) => trace?.charts.staleness ?? stalenessSeries(history, now);
  const ageAt = (now: number) => trace?.charts.age ?? ageSeries(history, now);
  const lanes = heardLanes(snapshot);

  const topAt = (now: number) => {
    const all = [...ageAt(now), ...stalenessAt(now)];
    return roundUp(Math.max(LEAST_MS, ...all.flatMap(({ points }) => points.map(({ y }) => y))));
  };

  return (
    <section className="charts" aria-label="Charts of the last minute">
      <ChartPanel
        name="Staleness of what arrives"
        from="browser"
        summary={sayStaleness(lanes)}
        heads={["Transport", "p50", "p95", "p99", "max"]}
        rows={() =>
          lanes.map(({ transport, figures: { staleness: s } }) => [
            LABELS[transport],
            ...[s?.p50, s?.p95, s?.p99, s?.max].map((ms) => text(showMs(ms))),
          ])
        }
      >
        {(id) => (
          <ChartCanvas
            name="Staleness of messages over the last minute"
            describedBy={id}
            seriesAt={stalenessAt}
            topAt={topAt}
            least={LEAST_MS}
            show={showMs}
          />
        )}
      </ChartPanel>
      <ChartPanel
        name="Age of what you see"
        from="browser"
        summary={sayAge(lanes) + sayPause(snapshot)}
        heads={["Transport", "mean age", "first value after"]}
        rows={() =>
          lanes.map(({ transport, figures }) => [
            LABELS[transport],
            text(showMs(figures.meanAgeMs)),
            text(showMs(figures.firstValueMs)),
          ])
        }
      >
        {(id) => (
          <ChartCanvas
            name="Age of the newest value seen over the last minute"
            describedBy={id}
            seriesAt={ageAt}
            topAt={topAt}
            least={LEAST_MS}
            show={showMs}
          />
        )}
      </ChartPanel>
      <ChartPanel
        name="What it adds up to"
        from="server"
        summary={sayTotals(lanes)}
        heads={["Transport", "messages", "requests", "bytes"]}
        rows={() =>
          lanes.map(({ transport, meter }) => [
            LABELS[transport],
            String(meter?.messages ?? "–"),
            String(meter?.requests ?? "–"),
            String(meter ? meter.bytesIn + meter.bytesOut : "–"),
          ])
        }
      >
        {(id) => (
          <div className="chart-pair">
            <ChartCanvas
              name="Bytes so far"
              caption="bytes"
              hasTimes={false}
              describedBy={id}
              seriesAt={(now) => trace?.charts.bytes ?? totalSeries(history, now, "bytes")}
              least={1000}
              show={showTotal}
            />
            <ChartCanvas
              name="Requests so far"
              caption="requests"
              describedBy={id}
              seriesAt={(now) => trace?.charts.requests ?? totalSeries(history, now, "requests")}
              least={10}
              show={showCount}
            />
          </div>
        )}
      </ChartPanel>
    </section>
  );
}

function heardLanes(snapshot: Snapshot | undefined): LaneView[] {
  return TRANSPORTS.flatMap((name) => snapshot?.lanes[name] ?? []).filter(
    (lane) => lane.figures.delivered > 0,
  );
}

const NOTHING_YET = "Nothing has arrived yet.";

function sayStaleness(lanes: readonly LaneView[]): string {
  if (lanes.length === 0) return NOTHING_YET;
  const parts = lanes.map(
    ({ transport, figures }) => `${text(showMs(figures.staleness?.p50))} by ${NAMES[transport]}`,
  );
  return `Half of all messages were here within ${sayList(parts)}.`;
}

function sayAge(lanes: readonly LaneView[]): string {
  if (lanes.length === 0) return NOTHING_YET;
  const parts = lanes.map(
    ({ transport, figures }) => `${text(showMs(figures.meanAgeMs))} by ${NAMES[transport]}`,
  );
  return `Average age of the newest value: ${sayList(parts)}.`;
}

/** The chart shows how old the value is; the mean, how far behind one is, which a pause does not tell. */
function sayPause(snapshot: Snapshot | undefined): string {
  if (!snapshot?.schedule?.paused) return "";
  return " The counter is paused: its value grows older and is still the newest, so this time is not in the average.";
}

function sayTotals(lanes: readonly LaneView[]): string {
  if (lanes.length === 0) return NOTHING_YET;
  const parts = lanes.flatMap(({ transport, meter }) => {
    if (!meter) return [];
    const bytes = text(showTotal(meter.bytesIn + meter.bytesOut));
    return `${bytes} in ${meter.requests} ${meter.requests === 1 ? "request" : "requests"} by ${NAMES[transport]}`;
  });
  return `Both ways, heads included: ${sayList(parts)}.`;
}
