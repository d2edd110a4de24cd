import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Time that a process has spent on a CPU, ns, over all its threads, from the scheduler's own books
 * (`/proc/PID/task/TID/schedstat`, Documentation/scheduler/sched-stats.rst). `getrusage`, the fallback for the own
 * process, counts in µs, and on some kernels in ticks of 10 ms.
 */
export function readCpuNs(pid: number = process.pid): number {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1"))
      .reduce((sum, line) => sum + Number(line.split(" ")[0]), 0);
  } catch (error) {
    if (pid !== process.pid) throw error;
    const { user, system } = process.cpuUsage();
    return (user + system) * 1000;
  }
}

/** Bytes. `external` is what V8 accounts for outside its heap, such as buffers. */
export interface Memory {
  readonly rss: number;
  readonly external: number;
}

/** Memory of this process; after a full collection, where that is asked for and `--expose-gc` was given. */
export async function readMemory(collect: boolean): Promise<Memory> {
  for (let i = 0; collect && i < 3; i += 1) {
    (globalThis as { gc?: () => void }).gc?.();
    await sleep(20); // the sweeper gives pages back on threads of its own
  }
  const { rss, external } = process.memoryUsage();
  return { rss, external };
}

/** Resident memory of another process, which cannot be asked to collect. */
export function readMemoryOf(pid: number): Memory {
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]);
  return { rss: kilobytes * 1024, external: 0 };
}
