import { writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { countPer, type Figures, figuresOf } from "./figures.ts";
import { runOutage } from "./outage.ts";
import { drawPicture, type Panel, SPAN_MS } from "./picture.ts";
import { POLICIES, POLICY_NAMES, type PolicyName } from "./policies.ts";

const [CLIENTS, SEED, OUTAGE_MS] = [1000, 1, 10_000];

interface Row extends Panel {
  readonly policy: PolicyName;
  readonly figures: Figures;
}

/** One outage after another, one policy each, and what came of it as `HERD.md` and `herd/herd.svg`. */
async function main(): Promise<void> {
  const rows: Row[] = [];
  const [load = 0] = loadavg();
  for (const policy of POLICY_NAMES) {
    process.stderr.write(`${POLICIES[policy].name} …\n`);
    const aftermath = await runOutage({
      policy,
      clients: CLIENTS,
      seed: SEED,
      outageMs: OUTAGE_MS,
    });
    rows.push({
      ...POLICIES[policy],
      policy,
      tries: countPer(SPAN_MS, aftermath.knocks),
      arrivals: countPer(SPAN_MS, aftermath.arrivals),
      upAt: aftermath.upAt,
      figures: figuresOf(aftermath, SPAN_MS),
    });
  }
  const page = writePage(rows, load);
  process.stdout.write(page);
  writeFileSync(fileURLToPath(new URL("herd.svg", import.meta.url)), drawPicture(rows, CLIENTS));
  writeFileSync(fileURLToPath(new URL("../HERD.md", import.meta.url)), page);
}

function writePage(rows: readonly Row[], load: number): string {
  const heads = [
    "policy",
    `peak per ${SPAN_MS} ms`,
    "half are back after",
    "99 % are back after",
    "tries a client",
    "an answer took",
  ];
  const cells = rows.map(({ name, figures }) => [
    name,
    `${figures.peak} (${(100 * figures.peakShare).toFixed(1)} %)`,
    seconds(figures.back50Ms),
    seconds(figures.back99Ms),
    figures.tries.toFixed(1),
    `${figures.answerMs} ms, at most ${figures.longestAnswerMs}`,
  ]);
  const table = [heads, heads.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`);
  const sources = rows.map(
    ({ name, policy }) => `- **${name}**: ${POLICIES[policy].says}. ${POLICIES[policy].source}.`,
  );
  return `# A thousand clients come back

Produced by \`npm run herd\`: ${CLIENTS.toLocaleString("en")} clients in a process of their own, each with its connection to a real server, which is killed
(SIGKILL) and is back ${OUTAGE_MS / 1000} s later. Each client comes back by a published policy; once by each. An arrival is a
connection that the server's port has let in; “back” counts from the server's return, and means that it has answered.
Measured on ${availableParallelism()} cores with a load of ${load.toFixed(1)} before it began; on a busy machine herds are wider, and answers slower.

![Reconnects per ${SPAN_MS} ms, by policy](herd/herd.svg)

${table.join("\n")}

${sources.join("\n")}

What to see: clients that wait alike come alike, however long they wait; the server is not down any more, and yet they are
all out together. A delay drawn anew for each try is what takes the herd apart; it is paid for by those who draw a long one.
socket.io draws, too, but cuts what it drew to 5 s, so that from the fifth try on nothing is drawn any more: its herd keeps
the shape that it had by then.
`;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

await main();
