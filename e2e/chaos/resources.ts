import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface Resources {
  readonly name: string;
  readonly handles: number;
  readonly residentMb: number;
}

/** Open handles and resident memory of a process, from the kernel (Linux); undefined elsewhere. proc(5) */
export function resourcesOf(name: string, pid: number | undefined): Resources | undefined {
  if (pid === undefined || !existsSync(`/proc/${pid}/fd`)) return undefined;
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return {
    name,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    residentMb: Math.round((pages * 4096) / 1e5) / 10,
  };
}
