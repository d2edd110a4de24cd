import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Finding } from "./oracle.ts";

/** What a server holds. */
export interface Resources {
  readonly name: string;
  /** Open files and connections. */
  readonly handles: number;
  /** Memory that is still used after garbage was collected. */
  readonly usedMb: number;
  readonly residentMb: number;
}

/**
 * So much more memory may a server use at last than at first, MB: compiled code, the newest 1000 messages of each room, and
 * whom it has seen in the last minutes; about half of it is used. A message in memory takes some 500 bytes: a server that
 * kept one for each that it tells would break it before it has told 35,000: in ten minutes it tells some 130,000.
 */
export const GROWTH_MB = 16;

/** Handles are back where they were, to the last one; memory is within its bound. */
export function judgeResources(atFirst: readonly Resources[], atLast: readonly Resources[]): Finding[] {
  return atLast.flatMap((last): Finding[] => {
    const first = atFirst.find(({ name }) => name === last.name);
    if (!first) return [];
    const { name } = last;
    const grownMb = last.usedMb - first.usedMb;
    const findings: Finding[] = [];
    if (last.handles > first.handles)
      findings.push({ kind: "leak", words: `${name} had ${first.handles} handles, and has ${last.handles}` });
    if (grownMb > GROWTH_MB)
      findings.push({
        kind: "leak",
        words: `${name} used ${first.usedMb} MB, and uses ${last.usedMb}; at most ${GROWTH_MB} more is expected`,
      });
    return findings;
  });
}

/** Looks into server processes from outside, by proc(5), and by the gauge that was loaded into them. */
export interface Gauges {
  /** Of the environment of each server that is to be looked into. */
  readonly env: Readonly<Record<string, string>>;
  /** Undefined where the system is not Linux. */
  read(name: string, pid: number | undefined): Promise<Resources | undefined>;
  close(): void;
}

export function createGauges(): Gauges {
  const folder = mkdtempSync(join(tmpdir(), "chaos-"));
  const gauge = new URL("gauge.ts", import.meta.url).href;
  return {
    env: { GAUGES: folder, NODE_OPTIONS: `--expose-gc --import ${gauge}` },
    async read(name, pid) {
      const handles = handlesOf(pid);
      if (pid === undefined || handles === undefined) return undefined;
      const usedBytes = await usedBy(pid, join(folder, String(pid)));
      const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
      return { name, handles, usedMb: megabytes(usedBytes), residentMb: megabytes(pages * 4096) };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function handlesOf(pid: number | undefined): number | undefined {
  return existsSync(`/proc/${pid}/fd`) ? readdirSync(`/proc/${pid}/fd`).length : undefined;
}

async function usedBy(pid: number, file: string): Promise<number> {
  rmSync(file, { force: true });
  process.kill(pid, "SIGUSR2");
  for (let i = 0; !existsSync(file); i += 1) {
    if (i === 600) throw new Error(`the server with pid ${pid} does not tell its memory`);
    await pause(50);
  }
  return Number(readFileSync(file, "utf8"));
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
