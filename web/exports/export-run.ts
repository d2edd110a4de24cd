import { formatScenario } from "#protocol/scenario.ts";
import type { Lab } from "../state/lab.ts";
import { figuresOf } from "../state/shown-tape.ts";
import { writeCsv } from "./csv.ts";
import { writeHar } from "./har.ts";
import { writePcapng } from "./pcapng.ts";
import { findPictures, styleOf, writePng } from "./png.ts";
import { type TraceFacts, writeTrace } from "./trace.ts";
import { traceFigures, tracePage } from "./traced.ts";

export type Format = "trace" | "pcapng" | "har" | "csv" | "png";

export interface ExportedFile {
  readonly name: string;
  readonly content: Blob;
}

/** Makes a file of what the page shows: the trace that is open, or else the run, whether it goes on or is over. */
export async function exportRun(lab: Lab, format: Format, at: Date): Promise<ExportedFile> {
  const stamp = at.toISOString().slice(0, 19).replaceAll(":", "-");
  const file = (ending: string, content: Blob) => ({ name: `ladder-${stamp}.${ending}`, content });
  if (format === "png") return file("png", await writePng(findPictures(document), styleOf(document)));
  if (format === "csv") return file("csv", new Blob([csvOf(lab)], { type: "text/csv" }));
  const facts = await factsOf(lab, at);
  if (format === "pcapng") return file("pcapng", new Blob([writePcapng(facts.records)]));
  const userAgent = facts.environment.userAgent;
  return format === "har"
    ? file("har", new Blob([writeHar({ records: facts.records, userAgent })], { type: "application/json" }))
    : file("trace.json", new Blob([writeTrace(facts)], { type: "application/json" }));
}

function csvOf(lab: Lab): string {
  const figures = figuresOf(lab);
  if (!figures) throw new Error("there are no figures yet");
  return writeCsv(figures.lanes);
}

async function factsOf(lab: Lab, at: Date): Promise<TraceFacts> {
  const { session, engine, network, state, history } = lab;
  if (state.trace) {
    const { format: _, v: __, ...facts } = state.trace.trace;
    return { ...facts, records: [...(await state.trace.records())] };
  }
  const { snapshot } = engine;
  const now = engine.now() ?? 0;
  return {
    link: formatScenario(state.settings.scenario),
    session,
    recordedAt: at.toISOString(),
    environment: { userAgent: navigator.userAgent },
    offsetMs: network.tape.offsetMs,
    incidents: [...network.tape.incidents],
    figures: snapshot ? traceFigures(snapshot) : {},
    page: snapshot && tracePage({ snapshot, history, now, aftermath: lab.aftermath.list }),
    records: [...(await network.records())],
  };
}
