import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, release, type } from "node:os";
import type { Browser } from "./browsers/browser.ts";
import type { StudyHead } from "./record.ts";

/** What a study was run with, for its head. */
export function describeEnvironment(
  browsers: readonly Browser[],
  isHeadless: boolean,
): StudyHead["environment"] {
  return {
    lab: versionIn(new URL("../../package.json", import.meta.url)),
    node: process.version,
    browsers: Object.fromEntries(browsers.map(({ name, version }) => [name, version])),
    playwright: versionIn(createRequire(import.meta.url).resolve("@playwright/test/package.json")),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    os: `${type()} ${release()}`,
    isHeadless,
  };
}

function versionIn(file: string | URL): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
