import { type ReactNode, useId, useState } from "react";
import { useLab, useSlowSnapshot, useTape } from "../state/lab-context.ts";
import type { Format } from "./export-run.ts";
import { saveFile } from "./save-file.ts";
import { LONGEST_TRACE } from "./trace.ts";
import "./exports.css";

interface Choice {
  readonly format: Format;
  readonly name: string;
  readonly words: string;
}

const OF_THE_WIRE: readonly Choice[] = [
  { format: "trace", name: "Trace", words: "the whole run, to be opened again on any lab" },
  { format: "pcapng", name: "pcapng", words: "the connections, for Wireshark" },
  { format: "har", name: "HAR", words: "requests, answers and frames, for DevTools" },
];
const OF_THE_PAGE: readonly Choice[] = [
  { format: "csv", name: "Figures", words: "of each lane, as CSV" },
  { format: "png", name: "Charts", words: "and the time axis, as PNG" },
];

/** What a run leaves behind, as files, and a trace to look through again. */
export function ExportMenu(): ReactNode {
  const lab = useLab();
  const isWired = useTape().entries.length > 0;
  const hasFigures = useSlowSnapshot(1000) !== undefined;
  const why = useId();
  const [trouble, setTrouble] = useState<string>();

  async function save(format: Format): Promise<void> {
    try {
      const { exportRun } = await import("./export-run.ts");
      saveFile(await exportRun(lab, format, new Date()));
      setTrouble(undefined);
    } catch (error) {
      setTrouble(String(error instanceof Error ? error.message : error));
    }
  }

  const button = ({ format, name, words }: Choice, isThere: boolean) => (
    <li key={format}>
      <button
        type="button"
        data-testid={`export-${format}`}
        disabled={!isThere}
        aria-describedby={isThere ? undefined : why}
        onClick={() => void save(format)}
      >
        {name}
      </button>{" "}
      <span className="quiet">{words}</span>
    </li>
  );

  return (
    <details className="more-settings export-menu">
      <summary>Export</summary>
      <div className="settings panel">
        <ul>
          {OF_THE_WIRE.map((choice) => button(choice, isWired))}
          {OF_THE_PAGE.map((choice) => button(choice, choice.format === "png" || hasFigures))}
        </ul>
        <OpenTrace />
        {(!isWired || !hasFigures) && (
          <p id={why} className="quiet">
            {sayWhy(isWired)}
          </p>
        )}
        {trouble !== undefined && <p role="alert">That could not be written: {trouble}.</p>}
      </div>
    </details>
  );
}

function sayWhy(isWired: boolean): string {
  return isWired
    ? "There are no figures yet."
    : "Trace, pcapng and HAR hold what passed through a network between browser and server: choose one, and run.";
}

function OpenTrace(): ReactNode {
  const { openTrace } = useLab();
  return (
    <label className="field">
      Open a trace…
      <input
        type="file"
        accept=".json,application/json"
        data-testid="open-trace"
        onChange={async ({ target }) => {
          // One character too many is enough to know that it is too large.
          const file = target.files?.[0]?.slice(0, LONGEST_TRACE + 1);
          target.value = "";
          // What writes files comes along: a trace is looked through, and exported, without a server.
          if (file) await Promise.all([openTrace(file), import("./export-run.ts")]);
        }}
      />
    </label>
  );
}
