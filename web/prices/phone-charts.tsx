import type { ReactNode } from "react";
import { type ChosenPolicy, SLOW_POLICIES } from "#protocol/prices.ts";
import { type Line, LineCanvas } from "../charts/chart-canvas.tsx";
import { ChartPanel } from "../charts/chart-panel.tsx";
import { roundUp } from "../charts/series.ts";
import { currentPalette } from "../theme/palette.ts";
import { type Shown, showBytes, showMs, text } from "../words/format.ts";
import { useDesk, useDeskState } from "./desk-context.ts";
import type { PhoneHistory } from "./phone-history.ts";
import "../charts/charts.css";

/** Colour means transport, so policies differ by dash and marker, and by the name at the end of the line. */
const LINES: Readonly<Record<ChosenPolicy, Pick<Line, "label" | "dash" | "marker">>> = {
  unbounded: { label: "unbounded", dash: [], marker: "rectRot" },
  "drop-oldest": { label: "drop oldest", dash: [8, 4, 1, 4], marker: "triangle" },
  coalesce: { label: "coalesce", dash: [6, 4], marker: "rect" },
  disconnect: { label: "disconnect", dash: [1, 4], marker: "circle" },
};

const showMemory = (bytes: number | undefined): Shown => showBytes(bytes, 1000);

function policyLines(history: PhoneHistory, of: "queueBytes" | "ageMs"): Line[] {
  const { ink, muted } = currentPalette();
  return SLOW_POLICIES.map((policy) => ({
    ...LINES[policy],
    colour: policy === "unbounded" ? ink : muted,
    points: history.phone(policy, of),
  }));
}

function memoryLines(history: PhoneHistory): Line[] {
  const { ink, muted } = currentPalette();
  return [
    { label: "the process", points: history.memory("rssBytes"), colour: ink, dash: [], marker: "rectRot" },
    {
      label: "its buffers",
      points: history.memory("bufferBytes"),
      colour: muted,
      dash: [6, 4],
      marker: "rect",
    },
    { label: "its heap", points: history.memory("heapBytes"), colour: muted, dash: [1, 4], marker: "circle" },
  ];
}

/** Queues, memory and age over the same minute. */
export function PhoneCharts(): ReactNode {
  const { history } = useDesk();
  const { phones, figures } = useDeskState();
  const memory = figures?.memory;
  const row = (policy: ChosenPolicy) => phones.find((phone) => phone.policy === policy);
  const most = phones.reduce((sum, { queueBytes }) => Math.max(sum, queueBytes), 0);
  const grown = memory && history.atFirst && memory.rssBytes - history.atFirst.rssBytes;
  return (
    <section className="charts" aria-label="Charts of the last minute">
      <ChartPanel
        name="What waits in the server for each phone"
        from="server"
        summary={
          phones.length === 0
            ? "Nothing: no phone is attached."
            : most === 0
              ? "Nothing yet: the kernels take some megabytes before anything waits here."
              : `At most ${text(showMemory(most))}. By three of the policies never more than a write under way, of 64 KiB or so.`
        }
        heads={["Policy", "waits", "behind", "in the kernels"]}
        rows={() =>
          SLOW_POLICIES.map((policy) => [
            LINES[policy].label,
            text(showMemory(row(policy)?.queueBytes)),
            text(showMemory(row(policy)?.behindBytes)),
            text(showMemory(row(policy)?.kernelBytes)),
          ])
        }
      >
        {(id) => (
          <LineCanvas
            name="Bytes that wait in the server's process, by policy"
            describedBy={id}
            linesAt={() => policyLines(history, "queueBytes")}
            least={1e6}
            show={showMemory}
          />
        )}
      </ChartPanel>
      <ChartPanel
        name="Memory of the server"
        from="server"
        summary={
          memory
            ? `${text(showMemory(memory.rssBytes))}, of that ${text(showMemory(memory.bufferBytes))} in buffers.${
                phones.length > 0 && grown !== undefined
                  ? ` ${grown < 0 ? "Less" : "More"} by ${text(showMemory(Math.abs(grown)))} than before the phones.`
                  : ""
              }`
            : "Not known yet."
        }
        heads={["Of the process", "now"]}
        rows={() => [
          ["all of it", text(showMemory(memory?.rssBytes))],
          ["buffers", text(showMemory(memory?.bufferBytes))],
          ["heap", text(showMemory(memory?.heapBytes))],
        ]}
      >
        {(id) => (
          <LineCanvas
            name="Memory of the server's process"
            describedBy={id}
            linesAt={() => memoryLines(history)}
            least={100e6}
            show={showMemory}
          />
        )}
      </ChartPanel>
      <ChartPanel
        name="Age of what each phone shows"
        from="server"
        summary={
          phones.length === 0
            ? "No phone is attached."
            : "What the kernels hold is old already, and no policy reaches it: that part of the age they share. On top of it comes the queue."
        }
        heads={["Policy", "age", "let go"]}
        rows={() =>
          SLOW_POLICIES.map((policy) => [
            LINES[policy].label,
            text(showMs(row(policy)?.ageMs)),
            String(row(policy)?.disconnects ?? "–"),
          ])
        }
      >
        {(id) => (
          <LineCanvas
            name="Age of the newest price on each phone"
            describedBy={id}
            linesAt={() => policyLines(history, "ageMs")}
            // Four lines that run together have their names above one another.
            topAt={() => roundUp(1.4 * Math.max(1000, ...phones.map(({ ageMs }) => ageMs ?? 0)))}
            least={1000}
            show={showMs}
          />
        )}
      </ChartPanel>
    </section>
  );
}
