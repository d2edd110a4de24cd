import { setTimeout as pause } from "node:timers/promises";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { createRandom } from "../../server/channels/arrivals.ts";
import type { BusKind } from "../../server/cluster/bus.ts";
import { type Cluster, startCluster } from "../../server/cluster/cluster.ts";
import { openNetwork } from "../../server/network/network.ts";
import { createTime } from "../../server/time.ts";
import { runFaults } from "./faults.ts";
import { type Finding, judge } from "./oracle.ts";
import { join, type Participant } from "./participant.ts";
import { PatientSocket } from "./patient-socket.ts";
import { createGauges, type Gauges, handlesOf, judgeResources, type Resources } from "./resources.ts";
import { readSlowly } from "./slow-reader.ts";
import { warmUp } from "./warm-up.ts";

export interface ChaosOptions {
  readonly backplane: BusKind;
  readonly seed: number;
  readonly seconds: number;
  readonly servers: number;
  readonly rooms: number;
  /** Of each transport, in each room. */
  readonly perTransport: number;
  /** From one message of a participant to its next, ms. */
  readonly everyMs: number;
  readonly log: (line: string) => void;
}

export interface ChaosReport {
  readonly tried: Readonly<Record<string, number>>;
  readonly published: number;
  readonly unacknowledged: number;
  readonly delivered: Readonly<Record<TransportName, number>>;
  readonly resets: number;
  readonly retries: number;
  /** On the wire; the clients dropped them. */
  readonly duplicatesDropped: number;
  readonly reconnects: number;
  readonly renewals: number;
  /** By transport: why something had to be said again, or a connection to come back. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly slowReadersCutOff: number;
  readonly findings: readonly Finding[];
  /** Of all servers. The first has lived through all of it; the others are killed and started anew. */
  readonly resources: { readonly atFirst: readonly Resources[]; readonly atLast: readonly Resources[] };
}

const LIFE_S = 60;
const QUIET_MS = 90_000;
/** Each server's clock is wrong by so much, ms. */
const SKEWS_MS = [0, 700, -700];

globalThis.WebSocket = PatientSocket as unknown as typeof globalThis.WebSocket;

/** Runs a cluster, people who talk, and faults; then lets all become quiet, and has the oracle decide. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { backplane, seed, seconds, servers, log } = options;
  const random = createRandom(seed);
  const gauges = createGauges();
  const closing: (() => unknown)[] = [gauges.close];
  try {
    const cluster = await startCluster({
      servers,
      backplane,
      host: "127.0.0.1",
      port: 0,
      log,
      envOf: (i) => ({
        ...gauges.env,
        CLOCK_SKEW_MS: String(SKEWS_MS[i % SKEWS_MS.length]),
        DRAIN_S: "2",
        LOG_LEVEL: "silent",
      }),
    });
    closing.push(cluster.close);
    const network = await startNetwork(cluster, seed);
    closing.push(network.close);
    await warmUp(cluster.members);
    const atFirst = await resourcesIn(cluster, gauges);
    const people = await invite(options, cluster, network.origins, random);
    closing.push(() => people.forEach((one) => void one.close()));
    const slow = readSlowly(cluster.url, channelOf(0), () => String(people[0]?.token()));
    closing.push(slow.close);

    const stop = new AbortController();
    const faults = runFaults({ cluster, network, random, log }, stop.signal);
    await pause(seconds * 1000);
    stop.abort();
    const tried = await faults;
    log("all faults are over");
    for (const one of people) one.hush();
    const isQuiet = await becomesQuiet(people);
    log(isQuiet ? "all is quiet" : "it does not become quiet");
    slow.close();
    for (const one of people) one.close();
    await network.close();
    await cluster.closeFront();
    await handlesSettle(cluster, atFirst);
    const atLast = await resourcesIn(cluster, gauges);
    return {
      ...sum(people),
      tried,
      slowReadersCutOff: slow.cutOff,
      findings: [...find(people, isQuiet), ...judgeResources(atFirst, atLast)],
      resources: { atFirst, atLast },
    };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

const channelOf = (room: number) => `room:chaos-${room}`;

type Person = Participant & { readonly channel: string };

async function invite(
  { rooms, perTransport, everyMs }: ChaosOptions,
  cluster: Cluster,
  origins: Readonly<Record<TransportName, string>>,
  random: () => number,
): Promise<Person[]> {
  const people: Person[] = [];
  for (let room = 0; room < rooms; room += 1)
    for (const transport of TRANSPORTS)
      for (let i = 0; i < perTransport; i += 1) {
        const name = `${transport}-${room}-${i}`;
        const channel = channelOf(room);
        const place = { name, transport, channel, origin: origins[transport], front: cluster.url };
        people.push(Object.assign(await join({ ...place, everyMs, lifeS: LIFE_S, random }), { channel }));
      }
  return people;
}

async function startNetwork(cluster: Cluster, seed: number) {
  let ports: Readonly<Record<string, number>> = {};
  const network = await openNetwork({
    open: { type: "open", seed, ownServer: false, tape: false },
    host: "127.0.0.1",
    ports: undefined,
    server: { host: "127.0.0.1", port: cluster.port },
    pagePort: cluster.port,
    time: createTime(),
    say(event) {
      if (event.type === "opened") ports = event.ports;
    },
  });
  const origins = Object.fromEntries(
    TRANSPORTS.map((transport) => [transport, `http://127.0.0.1:${ports[transport]}`]),
  ) as Record<TransportName, string>;
  return { ...network, origins };
}

/** Everything said is acknowledged, and everyone is at the same end. */
async function becomesQuiet(people: readonly Person[]): Promise<boolean> {
  const lastAt = performance.now() + QUIET_MS;
  while (performance.now() < lastAt) {
    const ends = new Map<string, Set<string>>();
    for (const { channel, heard } of people) {
      const last = heard.at(-1);
      const at = last ? `${last.epoch}:${last.seq}` : "";
      ends.set(channel, (ends.get(channel) ?? new Set()).add(at));
    }
    if (people.every((one) => one.isQuiet) && [...ends.values()].every((all) => all.size === 1)) return true;
    await pause(100);
  }
  return false;
}

function find(people: readonly Person[], isQuiet: boolean): Finding[] {
  const findings: Finding[] = isQuiet ? [] : [{ kind: "lost", words: "it did not become quiet" }];
  if (!isQuiet)
    for (const { name, state, isQuiet: isDone } of people)
      if (!isDone) findings.push({ kind: "lost", words: `${name} waits: ${state}` });
  for (const { name, gaveUp } of people)
    if (gaveUp !== undefined) findings.push({ kind: "lost", words: `${name} gave up: ${gaveUp}` });
  for (const channel of new Set(people.map((one) => one.channel))) {
    const here = people.filter((one) => one.channel === channel);
    findings.push(
      ...judge(
        here.flatMap((one) => one.said),
        new Map(here.map((one) => [one.name, one.heard])),
      ),
    );
  }
  return findings;
}

function sum(people: readonly Person[]) {
  const total = (count: (one: Person) => number) => people.reduce((all, one) => all + count(one), 0);
  const messages = (one: Person) => one.heard.filter(({ kind }) => kind === "message").length;
  return {
    published: total(({ said }) => said.length),
    unacknowledged: total(({ said }) => said.filter(({ position }) => position === undefined).length),
    delivered: Object.fromEntries(
      TRANSPORTS.map((name) => [name, total((one) => (one.transport === name ? messages(one) : 0))]),
    ) as Record<TransportName, number>,
    resets: total(({ heard }) => heard.filter(({ kind }) => kind === "reset").length),
    retries: total(({ counts }) => counts.retries),
    duplicatesDropped: total(({ counts }) => counts.duplicates),
    reconnects: total(({ counts }) => counts.reconnects),
    renewals: total(({ counts }) => counts.renewals),
    troubles: addUp(people),
  };
}

function addUp(people: readonly Person[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { transport, troubles } of people)
    for (const [reason, count] of Object.entries(troubles)) {
      const key = `${transport} ${reason}`;
      sums[key] = (sums[key] ?? 0) + count;
    }
  return sums;
}

async function resourcesIn(cluster: Cluster, gauges: Gauges): Promise<Resources[]> {
  const all = await Promise.all(cluster.members.map(({ name, pid }) => gauges.read(name, pid)));
  return all.filter((one) => one !== undefined);
}

/** Handles go back to where they were once the last connections are closed; they are given ten seconds. */
async function handlesSettle(cluster: Cluster, atFirst: readonly Resources[]): Promise<void> {
  const first = (name: string) => atFirst.find((one) => one.name === name)?.handles ?? 0;
  const isMore = () => cluster.members.some(({ name, pid }) => (handlesOf(pid) ?? 0) > first(name));
  for (let i = 0; i < 100 && isMore(); i += 1) await pause(100);
}
