import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Study } from "./groups.ts";

/**
 * Reads a study from its folder: `study.json`, `records.jsonl`, and `verdicts.json` where it got so far. Throws an error
 * that names the file, and the line. A last line that is cut off was being written when the study ended, and is left out.
 */
export function readStudy(folder: string): Study {
  const study = parse<Study["study"]>(join(folder, "study.json"));
  if (study?.format !== "realtime-ladder-study" || study.v !== 1)
    throw new Error(`${join(folder, "study.json")}: expected a realtime-ladder-study of version 1`);
  const verdicts = join(folder, "verdicts.json");
  return {
    study,
    records: readRecords(join(folder, "records.jsonl")),
    verdicts: existsSync(verdicts) ? parse<Study["verdicts"]>(verdicts) : [],
  };
}

function readRecords(file: string): Study["records"] {
  if (!existsSync(file)) return [];
  const [last = "", ...lines] = readFileSync(file, "utf8").split("\n").reverse();
  const whole = lines
    .reverse()
    .map((line, i) => parseText<Study["records"][number]>(line, `${file}:${i + 1}`));
  try {
    return last === "" ? whole : [...whole, JSON.parse(last)];
  } catch {
    return whole;
  }
}

function parse<T>(file: string): T {
  return parseText(readFileSync(file, "utf8"), file);
}

function parseText<T>(text: string, where: string): T {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : error}`);
  }
}
