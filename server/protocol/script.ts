import { z } from "zod";
import { ACTS, type Act, type Cue, type Faults, NO_FAULTS, script, someFaults } from "./network.ts";
import { parseWith, refuse } from "./refusal.ts";

/** What each fault is called in a link. A flag is said by its word alone, and taken back by `off`. */
const WORDS: readonly (readonly [word: string, field: keyof Faults])[] = [
  ["latency", "latencyMs"],
  ["jitter", "jitterMs"],
  ["rate", "bytesPerSecond"],
  ["stall", "stall"],
  ["blackhole", "blackhole"],
  ["buffer", "bufferBytes"],
  ["idle", "idleMs"],
  ["no-upgrades", "refuseUpgrades"],
];
const FAULT_WORDS = WORDS.map(([word]) => word).join(", ");

/** Reads `on`, or faults such as `latency:100,stall`; throws a `Refusal` that names the fault. */
export function parseFaultList(text: string, field: string): Faults {
  if (text === "on") return NO_FAULTS;
  const given = text.split(",").map((part) => {
    const [word = "", ...rest] = part.split(":");
    const [fault, left] =
      readFault(word, rest, field) ?? refuse("bad-query", field, `on, or some of ${FAULT_WORDS}`, word);
    if (left.length > 0) refuse("bad-query", field, `{fault}:{value}, as for good`, part);
    return fault;
  });
  return { ...NO_FAULTS, ...Object.assign({}, ...given) };
}

/** Writes faults as `parseFaultList` reads them; those that do nothing are left out. */
export function formatFaultList(faults: Faults): string {
  const changed = Object.entries(faults).filter(
    ([field, value]) => value !== NO_FAULTS[field as keyof Faults],
  );
  return changed.map(([field, value]) => formatFault(field, value)).join(",") || "on";
}

/**
 * Reads a script such as `5:stall:8,20:crash:2,30:latency:200:10`, where each cue is at : what [: value] [: for], times in
 * seconds; throws a `Refusal` that names the cue.
 */
export function parseScript(text: string, field: string): Cue[] {
  if (text === "") return [];
  const cues = text.split(",").map((part, i) => readCue(part, `${field}: cue ${i + 1}`));
  return parseWith(script, cues, "bad-query", field) as Cue[];
}

/** Writes a script as `parseScript` reads it; a cue of several faults becomes as many cues of the same time. */
export function formatScript(cues: readonly Cue[]): string {
  return cues
    .flatMap((cue) => {
      const what =
        "act" in cue
          ? [cue.act]
          : Object.entries(cue.faults).map(([field, value]) => formatFault(field, value));
      const tail = cue.forMs === undefined ? "" : `:${cue.forMs / 1000}`;
      return what.map((words) => `${cue.atMs / 1000}:${words}${tail}`);
    })
    .join(",");
}

/** True where a cue kills the server: only one of one's own may be. */
export function needsOwnServer(cues: readonly Cue[]): boolean {
  return cues.some((cue) => "act" in cue && (cue.act === "crash" || cue.act === "deploy"));
}

function readCue(text: string, field: string): Cue {
  const [at, word = "", ...rest] = text.split(":");
  const atMs = readSeconds(at, field);
  const [what, left] =
    readAct(word, rest) ??
    readFault(word, rest, field) ??
    refuse("bad-query", field, `one of ${FAULT_WORDS}, ${ACTS.join(", ")}`, word);
  const [time, ...surplus] = left;
  if (surplus.length > 0) refuse("bad-query", field, "at : what [: value] [: for]", text);
  const forMs = time === undefined ? undefined : readSeconds(time, field);
  return "act" in what ? { atMs, ...what, forMs } : { atMs, faults: what, forMs };
}

type Read<T> = readonly [what: T, left: readonly string[]];

function readAct(word: string, rest: readonly string[]): Read<{ readonly act: Act }> | undefined {
  const act = ACTS.find((name) => name === word);
  return act && [{ act }, rest];
}

/** Takes a fault's value off the front of what follows its word; undefined where the word is none. */
function readFault(word: string, rest: readonly string[], field: string): Read<Partial<Faults>> | undefined {
  const known = WORDS.find(([name]) => name === word)?.[1];
  if (known === undefined) return undefined;
  const isFlag = typeof NO_FAULTS[known] === "boolean";
  const isOff = isFlag && rest[0] === "off";
  const value = isFlag
    ? !isOff
    : (numberIn(rest[0]) ?? refuse("bad-query", field, `${word}:{number}`, rest[0]));
  const fault = parseWith(someFaults, { [known]: value }, "bad-query", field) as Partial<Faults>;
  return [fault, isFlag && !isOff ? rest : rest.slice(1)];
}

function formatFault(field: string, value: number | boolean): string {
  const word = WORDS.find(([, name]) => name === field)?.[0] ?? field;
  if (typeof value === "number") return `${word}:${value}`;
  return value ? word : `${word}:off`;
}

/** One hour at most, and to the ms. */
const seconds = z
  .number("expected 0 to 3600 s")
  .min(0, "expected 0 to 3600 s")
  .max(3600, "expected 0 to 3600 s");

function readSeconds(text: string | undefined, field: string): number {
  return Math.round(parseWith(seconds, numberIn(text) ?? text, "bad-query", field) * 1000);
}

/** Undefined where the text is no number, so that a refusal says what stood there. Nothing at all is none, though not to `Number`. */
export function numberIn(text: string | undefined): number | undefined {
  return text?.trim() && Number.isFinite(Number(text)) ? Number(text) : undefined;
}
