import { formatScenario } from "#protocol/scenario.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Lab } from "../state/lab.ts";
import { writeCsv } from "./csv.ts";
import { writeHar } from "./har.ts";
import { writePcapng } from "./pcapng.ts";
import { findPictures, styleOf, writePng } from "./png.ts";
import { type TraceFacts, writeTrace } from "./trace.ts";

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
  const facts = lab.state.trace?.trace ?? (await factsOf(lab, at));
  if (format === "pcapng") return file("pcapng", new Blob([writePcapng(facts.records)]));
  const userAgent = facts.environment.userAgent;
  return format === "har"
    ? file("har", new Blob([writeHar({ records: facts.records, userAgent })], { type: "application/json" }))
    : file("trace.json", new Blob([writeTrace(facts)], { type: "application/json" }));
}

function csvOf({ engine }: Lab): string {
  if (!engine.snapshot) throw new Error("there are no figures yet");
  return writeCsv(engine.snapshot.lanes);
}

async function factsOf({ session, engine, network, state }: Lab, at: Date): Promise<TraceFacts> {
  const { snapshot } = engine;
  return {
    link: formatScenario(state.settings.scenario),
    session,
    recordedAt: at.toISOString(),
    environment: { userAgent: navigator.userAgent },
    offsetMs: network.tape.offsetMs,
    incidents: [...network.tape.incidents],
    records: [...(await network.records())],
    figures: Object.fromEntries(
      TRANSPORTS.flatMap((name) => {
        const lane = snapshot?.lanes[name];
        if (!lane) return [];
        const { figures, meter } = lane;
        return [[name, { figures: { ...figures }, meter: meter && { ...meter } }]];
      }),
    ),
  };
}
