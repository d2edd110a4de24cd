import type { ReactNode } from "react";
import { useLab, useLabState } from "../state/lab-context.ts";
import "./exports.css";

const WHEN = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** That what is shown was recorded, and how to get back; or why a file could not be opened. */
export function TraceNotice(): ReactNode {
  const { closeTrace } = useLab();
  const { trace, isReading, traceRefusal } = useLabState();
  return (
    <div className="notices trace-notice" role="status">
      {isReading && <p className="notice panel">Reading the trace…</p>}
      {trace && (
        <p className="notice panel" data-testid="trace-notice" data-entries={trace.entries.length}>
          <span>
            You are looking at a recorded trace of{" "}
            <time dateTime={trace.trace.recordedAt}>{WHEN.format(new Date(trace.trace.recordedAt))}</time>:{" "}
            <span className="figure">{trace.entries.length}</span> entries of{" "}
            <code className="figure">{trace.trace.link}</code>
          </span>
          <button type="button" data-testid="close-trace" onClick={closeTrace}>
            Close it
          </button>
        </p>
      )}
      {traceRefusal !== undefined && (
        <p className="notice panel" data-testid="trace-refusal">
          <span>
            That file cannot be opened: <span className="figure">{traceRefusal}</span>
          </span>
          <button type="button" onClick={closeTrace}>
            All right
          </button>
        </p>
      )}
    </div>
  );
}
