import { parseArgs } from "node:util";
import { BUS_KINDS, type BusKind } from "../../server/cluster/bus.ts";
import { type ChaosReport, runChaos } from "./chaos.ts";
import { GROWTH_MB } from "./resources.ts";

/**
 * `npm run chaos -- --backplane redis --minutes 10 --seed 1`: prints what was tried and what was found; exit code 1 where
 * anything was lost or said twice, or a server holds more than it did at first. The same seed tries the same faults.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      backplane: { type: "string", default: "redis" },
      minutes: { type: "string", default: "10" },
      seed: { type: "string", default: "1" },
      servers: { type: "string", default: "3" },
      rooms: { type: "string", default: "4" },
      "per-transport": { type: "string", default: "4" },
      "every-ms": { type: "string", default: "600" },
      quiet: { type: "boolean", default: false },
    },
  });
  const backplane = BUS_KINDS.find((kind) => kind === values.backplane);
  if (!backplane) throw new Error(`--backplane: expected ${BUS_KINDS.join(", ")}, got "${values.backplane}"`);
  const startedAt = performance.now();
  const log = (line: string) => {
    if (!values.quiet)
      process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s  ${line}\n`);
  };
  const report = await runChaos({
    backplane,
    seed: number("seed", values.seed, 0),
    seconds: 60 * number("minutes", values.minutes, 0.1),
    servers: number("servers", values.servers, 1),
    rooms: number("rooms", values.rooms, 1),
    perTransport: number("per-transport", values["per-transport"], 1),
    everyMs: number("every-ms", values["every-ms"], 1),
    log,
  });
  process.stdout.write(tell(report, backplane, values.seed));
  process.exitCode = report.findings.length === 0 ? 0 : 1;
}

function number(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= min) return value;
  throw new Error(`--${name}: expected a number from ${min}, got "${text}"`);
}

function tell(report: ChaosReport, backplane: BusKind, seed: string): string {
  const count = (...kinds: string[]) => report.findings.filter(({ kind }) => kinds.includes(kind)).length;
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, times]) => `${name} ${times}`)
      .join(" · ");
  const holds = (all: ChaosReport["resources"]["atFirst"]) =>
    all
      .map(
        ({ name, handles, usedMb, residentMb }) =>
          `${name} ${handles} handles, ${usedMb} of ${residentMb} MB used`,
      )
      .join(" · ");
  return [
    `backplane ${backplane}, seed ${seed}`,
    `faults: ${list(report.tried)}`,
    `said: ${report.published}, never acknowledged ${report.unacknowledged}, said again ${report.retries}`,
    `heard: ${list(report.delivered)}`,
    `resets ${report.resets} · reconnects ${report.reconnects} · tokens renewed ${report.renewals} · slow readers cut off ${report.slowReadersCutOff}`,
    ...Object.entries(report.troubles)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 16)
      .map(([reason, count]) => `  ${count} × ${reason}`),
    `twice on the wire, and dropped by the client: ${report.duplicatesDropped}`,
    `lost: ${count("lost", "hole")} · twice: ${count("twice")} · out of order: ${count("order", "disagreement")} · leaks: ${count("leak")}`,
    ...report.findings.slice(0, 20).map(({ kind, words }) => `  ${kind}: ${words}`),
    `at first: ${holds(report.resources.atFirst)}`,
    `at last: ${holds(report.resources.atLast)}`,
    `a leak is one handle more than at first, or ${GROWTH_MB} MB: 35,000 messages that a server has kept`,
    "",
  ].join("\n");
}

main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(3);
});
