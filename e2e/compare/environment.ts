import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, release, type } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "./browsers/browser.ts";
import type { StudyHead } from "./record.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What a study was run with, for its head. */
export function describeEnvironment(
  browsers: readonly Browser[],
  isHeadless: boolean,
): StudyHead["environment"] {
  return {
    lab: `${versionIn(join(ROOT, "package.json"))}${revision()}`,
    node: process.version,
    browsers: Object.fromEntries(browsers.map(({ name, version }) => [name, version])),
    playwright: versionIn(createRequire(import.meta.url).resolve("@playwright/test/package.json")),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    os: `${type()} ${release()}`,
    isHeadless,
  };
}

/** Which commit of it, and whether anything was changed since; nothing where it was not checked out by git. */
function revision(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return ` at ${git("rev-parse", "--short=12", "HEAD")}${git("status", "--porcelain", "--untracked-files=no") && ", changed"}`;
  } catch {
    return "";
  }
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
