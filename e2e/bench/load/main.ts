import { setTimeout as sleep } from "node:timers/promises";
import { readCpuNs } from "../accounting.ts";
import { answerAsks } from "../asks.ts";
import type { Dialect } from "../peers/serve.ts";
import { type Client, openClient } from "./client.ts";
import { openFarEnd, ping, pour } from "./stream.ts";
import { createTally, summarise, type Tally, type TallyReport } from "./tally.ts";

export interface Opening {
  readonly group: string;
  readonly port: number;
  readonly dialect: Dialect;
  readonly path: string;
  readonly clients: number;
  /** Number of the first client. */
  readonly from: number;
}

export interface Polling {
  readonly group: string;
  readonly perSecond: number;
  readonly rounds: number;
}

/** Connections that are under way at a time: a server's backlog is not what is measured. */
const CONNECTING = 64;

const groups = new Map<string, { clients: Client[]; tally: Tally }>();

function groupOf(name: string) {
  const group = groups.get(name) ?? { clients: [], tally: createTally() };
  groups.set(name, group);
  return group;
}

async function open({ group, port, dialect, path, clients: count, from }: Opening): Promise<void> {
  const { clients, tally } = groupOf(group);
  let next = 0;
  let opened = 0;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${opened} of ${count} clients opened`)), 30_000);
    function openNext(): void {
      if (next >= count) return;
      const own = path.replace("{n}", String(from + next));
      next += 1;
      clients.push(openClient({ port, dialect, path: own, tally, opened: wasOpened }));
    }
    function wasOpened(): void {
      opened += 1;
      if (opened < count) return void openNext();
      clearTimeout(timer);
      resolve();
    }
    for (let i = 0; i < CONNECTING; i += 1) openNext();
  });
  if (dialect === "long-polling") for (const client of clients) client.poll();
}

/** Each client asks so often a second, their phases spread evenly; resolves when all have had their rounds. */
async function poll({ group, perSecond, rounds }: Polling): Promise<void> {
  const { clients } = groupOf(group);
  const total = clients.length * rounds;
  const perMs = (clients.length * perSecond) / 1000;
  const start = performance.now();
  for (let asked = 0; asked < total; ) {
    const due = Math.min(total, Math.floor((performance.now() - start) * perMs));
    for (; asked < due; asked += 1) clients[asked % clients.length]?.poll();
    await sleep(1);
  }
}

function close(name: string): void {
  for (const client of groups.get(name)?.clients ?? []) client.close();
  groups.delete(name);
}

answerAsks({
  open,
  poll,
  close,
  "far end": openFarEnd,
  pour,
  ping,
  record: (group: string) => groupOf(group).tally.record(),
  clear: (group: string) => groupOf(group).tally.clear(),
  report: (group: string): TallyReport => groupOf(group).tally.report(groupOf(group).clients),
  staleness: (names: string[]) => summarise(names.flatMap((name) => groupOf(name).tally.samples)),
  cpu: () => readCpuNs(),
});
