import type { Notices } from "./page-watch.ts";
import { PAGE_PROMISES, SERVER_PROMISES } from "./promises.ts";
import type { Fate } from "./witness.ts";

type Rung = keyof typeof SERVER_PROMISES;

/** One way to die without a word, and what came of it; or why it could not be tried here. */
export interface Way<Outcome> {
  readonly name: string;
  readonly outcome: Outcome | { readonly skipped: string };
}
export type ServerWay = Way<Readonly<Record<Rung, Fate>>>;
export type PageWay = Way<Notices>;

/** How much later than promised a measured moment may be seen, ms: we look a few times a second. */
const SLACK_MS = 1000;

export const isSkipped = (outcome: object): outcome is { readonly skipped: string } => "skipped" in outcome;

/** What was promised and not kept, in words. */
export function findBroken(server: readonly ServerWay[], page: readonly PageWay[]): string[] {
  const late = (what: string, ms: number | undefined, promisedMs: number | undefined) =>
    promisedMs !== undefined && (ms ?? Infinity) > promisedMs + SLACK_MS
      ? [`${what}: promised within ${seconds(promisedMs)}, got ${seconds(ms)}`]
      : [];
  return [
    ...server.flatMap(({ name, outcome }) =>
      isSkipped(outcome)
        ? []
        : entries(outcome).flatMap(([rung, { leftAfter, freedAfter }]) => [
            ...late(`${name}, ${rung}: left`, leftAfter, SERVER_PROMISES[rung].leftMs),
            ...late(`${name}, ${rung}: freed`, freedAfter, SERVER_PROMISES[rung].freedMs),
          ]),
    ),
    ...page.flatMap(({ name, outcome }) =>
      isSkipped(outcome)
        ? []
        : entries(outcome).flatMap(([lane, ms]) =>
            late(`${name}, ${lane}: noticed`, ms, PAGE_PROMISES[lane].noticedMs),
          ),
    ),
  ];
}

export function writeReport(
  server: readonly ServerWay[],
  page: readonly PageWay[],
  watchedS: number,
): string {
  const atServer = entries(SERVER_PROMISES).map(([rung, { leftMs, freedMs }]) => [
    rung,
    `${atMost(leftMs)} / ${atMost(freedMs)}`,
    ...server.map(({ outcome }) =>
      isSkipped(outcome)
        ? "skipped"
        : `${leftMs === undefined ? "–" : seconds(outcome[rung].leftAfter)} / ${seconds(outcome[rung].freedAfter)}`,
    ),
  ]);
  const atPage = entries(PAGE_PROMISES).map(([lane, { noticedMs }]) => [
    lane,
    atMost(noticedMs),
    ...page.map(({ outcome }) => (isSkipped(outcome) ? "skipped" : seconds(outcome[lane]))),
  ]);
  const skipped = [...server, ...page].flatMap(({ name, outcome }) =>
    isSkipped(outcome) ? [`- Skipped: **${name}**: ${outcome.skipped}.`] : [],
  );
  return `# How long a zombie lives

Produced by \`npm run zombies\`: a peer dies without a FIN, and for ${watchedS} s one watches how the other side comes to know, against
what is promised. A real server, a process of real clients, a real Chromium; all at its product settings.

## The server, of clients that are gone

Each is in a room, polls every second or holds for 25 s. Until the room says that it **left** / until its connection is **freed**.

${tableOf(["", "promised", ...server.map(({ name }) => name)], atServer)}

${entries(SERVER_PROMISES)
  .map(([rung, { why }]) => `- **${rung}**: ${why}.`)
  .join("\n")}

## The page, of a server that is gone

Until the lane says so. One value a second, a poll every second, a hold of 25 s.

${tableOf(["", "promised", ...page.map(({ name }) => name)], atPage)}

${entries(PAGE_PROMISES)
  .map(([lane, { why }]) => `- **${lane}**: ${why}.`)
  .join("\n")}
${skipped.length > 0 ? `\n${skipped.join("\n")}\n` : ""}
Vanished and stopped peers have a kernel that still acknowledges what comes, so that no timer of TCP's ever starts; behind a
dark router nothing is acknowledged, and TCP repeats itself for a quarter of an hour (\`tcp_retries2\`; Node can set neither that
nor TCP_USER_TIMEOUT). Either way it is not TCP that tells: it is a question, and a time for its answer.
`;
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const entries = <Key extends string, Value>(record: Readonly<Record<Key, Value>>) =>
  Object.entries(record) as [Key, Value][];
const atMost = (ms: number | undefined) => (ms === undefined ? "nothing" : `${Math.round(ms / 1000)} s`);
const seconds = (ms: number | undefined) => (ms === undefined ? "never" : `${(ms / 1000).toFixed(1)} s`);
