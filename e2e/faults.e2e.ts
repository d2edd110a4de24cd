import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BrowserContext, expect, test } from "@playwright/test";
import { expectDelivered, LANES } from "./dashboard.ts";
import { formatTable, type Outcome, type Outcomes, type Row } from "./fault-table.ts";
import { startProgram } from "./program.ts";

/** One fault, at three seconds, on a network that else passes all; two updates a second. */
interface Trial {
  readonly name: string;
  readonly script: string;
  /** Beside the script. */
  readonly settings?: string;
  /** The page's words for it. */
  readonly words: string;
  /** So long it is watched after the fault, s. */
  readonly watchS: number;
  readonly why: string;
  readonly behaves: (outcomes: Outcomes) => void;
}

/** More pages at once, and two cores would show in the figures. */
const AT_A_TIME = 6;
const STREAMS = ["sse", "websocket"] as const;
const PUSHING = ["long-polling", ...STREAMS] as const;

const expectUnnoticed = (outcomes: Outcomes) => {
  for (const lane of LANES) expect(outcomes[lane].noticed, lane).toBeUndefined();
};
const expectBack = (outcomes: Outcomes, lanes: readonly (keyof Outcomes)[] = LANES) => {
  for (const lane of lanes) expect(outcomes[lane].back, lane).toBeGreaterThan(0);
};
const expectNoneTwice = (outcomes: Outcomes) => {
  for (const lane of LANES) expect(outcomes[lane].twice, lane).toBe(0);
};

const TRIALS: readonly Trial[] = [
  {
    name: "latency 300 ms",
    script: "3:latency:300",
    words: "latency 300 ms",
    watchS: 8,
    why: "each value is 300 ms older; long polling skips what is published between its answer and its next question, a round trip later.",
    behaves(outcomes) {
      expectUnnoticed(outcomes);
      expectNoneTwice(outcomes);
      for (const lane of STREAMS) expect(outcomes[lane].missed, lane).toBe(0);
    },
  },
  {
    name: "jitter 400 ms",
    script: "3:jitter:400",
    words: "jitter 400 ms",
    watchS: 8,
    why: "TCP keeps the order, so nothing is overtaken: what was lucky waits for what was sent before it.",
    behaves(outcomes) {
      expectUnnoticed(outcomes);
      expectNoneTwice(outcomes);
      for (const lane of STREAMS) expect(outcomes[lane].missed, lane).toBe(0);
    },
  },
  {
    name: "a line of 2 kB/s",
    script: "3:rate:2000",
    settings: "&padding=400",
    words: "2000 B/s",
    watchS: 12,
    why: "500 bytes a value fit for a stream; with the heads of a question and its answer they take polling half a second each way.",
    behaves: (outcomes) => expectBack(outcomes, STREAMS),
  },
  {
    name: "elevator, 5 s",
    script: "3:stall:5",
    words: "stall",
    watchS: 9,
    why: "nobody is told, so nobody notices; TCP keeps it all and delivers when the doors open. Pollers get the newest value, streams every one.",
    behaves(outcomes) {
      expectUnnoticed(outcomes);
      expectBack(outcomes);
      for (const lane of LANES) expect(outcomes[lane].back, lane).toBeGreaterThanOrEqual(5000);
      for (const lane of STREAMS) {
        expect(outcomes[lane].missed, lane).toBe(0);
        expect(outcomes[lane].late, lane).toBeGreaterThan(5);
      }
    },
  },
  {
    name: "cut (RST)",
    script: "3:cut",
    words: "cut",
    watchS: 9,
    why: "streams are told at once, and come back: SSE after the `retry:` of one to two seconds, WebSocket after a random wait. A browser repeats a GET by itself when a kept connection was reset before the answer began (RFC 9112 §9.3.1), so polls do not notice.",
    behaves(outcomes) {
      for (const lane of STREAMS) expect(outcomes[lane].noticed, lane).toBeLessThan(1000);
      expectBack(outcomes);
      expectNoneTwice(outcomes);
    },
  },
  {
    name: "close (FIN)",
    script: "3:close",
    words: "close",
    watchS: 9,
    why: "as a cut, politely: the chunked answer ends too early, and the WebSocket without a closing handshake (1006).",
    behaves(outcomes) {
      for (const lane of STREAMS) expect(outcomes[lane].noticed, lane).toBeLessThan(1000);
      expectBack(outcomes);
    },
  },
  {
    name: "half-open",
    script: "3:half-open",
    settings: "&hold=1",
    words: "half-open",
    watchS: 50,
    why: "the server is told, the browser never. WebSocket asks after 30 s of silence and gives up 10 s later; polls have a limit (30 s, and hold + 10 s); SSE has none, and EventSource hides the heartbeat: it stays “open” until TCP gives up.",
    behaves(outcomes) {
      expect(outcomes.sse).toMatchObject({ noticed: undefined, back: undefined });
      expect(outcomes.websocket.noticed).toBeGreaterThan(25_000);
      expect(outcomes["long-polling"].noticed, "hold + 10 s").toBeGreaterThan(9000);
      expect(outcomes["long-polling"].noticed, "hold + 10 s").toBeLessThan(25_000);
      expectBack(outcomes, ["short-polling", "long-polling", "websocket"]);
    },
  },
  {
    name: "no answer to new connections, 6 s",
    script: "3:blackhole:6,3:cut",
    words: "blackhole, cut",
    watchS: 45,
    why: "all is cut, and what connects anew meanwhile is never answered, not even after the hole has closed. Polls and WebSocket give up after their time limit; EventSource has none for its opening, and waits.",
    behaves(outcomes) {
      expect(outcomes.sse, "EventSource has no limit for its opening").toMatchObject({ back: undefined });
      expectBack(outcomes, ["short-polling", "long-polling", "websocket"]);
    },
  },
  {
    name: "a proxy that buffers 4 KiB",
    script: "3:buffer:4096,3:cut",
    words: "buffer 4096 B, cut",
    watchS: 25,
    why: "whole answers pass, an answer that never ends is held: SSE delivers in heaps. After a 101 there is no answer to hold.",
    behaves(outcomes) {
      expect(outcomes.sse.late).toBeGreaterThan(5);
      expect(outcomes.websocket.late).toBe(0);
    },
  },
  {
    name: "a proxy that closes after 1 s of silence",
    script: "3:idle:1000",
    settings: "&rate=0.5",
    words: "closes after 1 s of silence",
    watchS: 12,
    why: "streams break between two values, 15 s before their heartbeat is due, and come back each time.",
    behaves(outcomes) {
      for (const lane of STREAMS) expect(outcomes[lane].noticed, lane).toBeLessThan(3000);
      expectBack(outcomes);
      expectNoneTwice(outcomes);
    },
  },
  {
    name: "a proxy that refuses upgrades",
    script: "3:no-upgrades,3:cut",
    words: "no upgrades, cut",
    watchS: 9,
    why: "502 to every handshake: WebSocket stays out, and tries again with back-off. Plain HTTP passes.",
    behaves(outcomes) {
      expect(outcomes.websocket).toMatchObject({ back: undefined });
      expectBack(outcomes, ["short-polling", "long-polling", "sse"]);
    },
  },
  {
    name: "the server crashes, back after 2 s",
    script: "3:crash:2",
    words: "crash",
    watchS: 20,
    why: "all are reset, and find a counter in a new life: a `reset` tells them so, and none is counted as missed.",
    behaves(outcomes) {
      for (const lane of PUSHING) expect(outcomes[lane].noticed, lane).toBeLessThan(2000);
      expectBack(outcomes);
      expectNoneTwice(outcomes);
    },
  },
  {
    name: "the server is deployed anew, back after 2 s",
    script: "3:deploy:2",
    words: "deploy",
    watchS: 20,
    why: "the same with a goodbye: parked polls are answered, streams ended, sockets closed with 1001.",
    behaves(outcomes) {
      for (const lane of PUSHING) expect(outcomes[lane].noticed, lane).toBeLessThan(3000);
      expectBack(outcomes);
    },
  },
];

const linkOf = ({ settings = "", script }: Trial) =>
  `v=1${settings.includes("rate=") ? "" : "&rate=2"}&poll=500&net=on${settings}&script=${script}&run=1`;

test("each fault in turn: all four lanes behave as the standards say", async ({ context }) => {
  test.setTimeout(240_000);
  const program = await startProgram();
  const rows: (Trial & Row)[] = [];
  // Several at a time, those that take long first: most of it is waiting.
  const waiting = TRIALS.toSorted((a, b) => b.watchS - a.watchS);
  const takeTurns = async () => {
    for (let trial = waiting.shift(); trial; trial = waiting.shift())
      rows.push({
        ...trial,
        link: linkOf(trial),
        outcomes: await run(context, program.url, trial),
      });
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, takeTurns));
  const placeOf = ({ name }: { readonly name: string }) => TRIALS.findIndex((trial) => trial.name === name);
  rows.sort((a, b) => placeOf(a) - placeOf(b));
  const table = formatTable(rows);
  if (process.env.npm_lifecycle_event === "faults") writeTable(table);
  for (const { name, behaves, outcomes } of rows) await test.step(name, () => behaves(outcomes));
  await program.stop();
});

async function run(context: BrowserContext, url: string, trial: Trial): Promise<Outcomes> {
  const page = await context.newPage();
  await page.goto(`${url}/?${linkOf(trial)}`);
  await expectDelivered(page, 1, ["websocket"]);
  const rows = page.locator(`[data-testid=aftermath] tr[data-incident="${trial.words}"]`);
  await expect(rows).toHaveCount(LANES.length);
  // What a lane does not do within this time, it does not do: there is nothing to wait for.
  await page.waitForTimeout(trial.watchS * 1000);
  const seen = await rows.evaluateAll((all) => all.map((row) => ({ ...(row as HTMLElement).dataset })));
  await page.close();
  const numberIn = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return Object.fromEntries(
    seen.map(({ transport, noticed, back, missed, twice, late }) => {
      const outcome: Outcome = {
        noticed: numberIn(noticed),
        back: numberIn(back),
        missed: Number(missed),
        twice: Number(twice),
        late: Number(late),
      };
      return [transport, outcome];
    }),
  ) as Record<keyof Outcomes, Outcome>;
}

function writeTable(table: string): void {
  const head = `# What each fault does to each transport

Produced by \`npm run faults\`: a real Chromium, a real TCP network, two updates a second (0.5 for the proxy that closes what
is silent), a short poll every half second. Of each lane: how long until it noticed, how long until news came again, and how
many messages it missed / had twice / had more than a second late (short polling: than its interval and a second).

`;
  writeFileSync(fileURLToPath(new URL("FAULTS.md", import.meta.url)), head + table);
}
