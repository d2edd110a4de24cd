import { expect, type Page, test } from "@playwright/test";
import { type Program, startProgram } from "./program.ts";

let program: Program;
test.beforeAll(async () => {
  program = await startProgram();
});
test.afterAll(async () => {
  await program.stop();
});

/** `window.ladder` on a dashboard; a lab's page has the same. */
const open = async (page: Page, link: string) => {
  await page.goto(`${program.url}/?${link}`);
  await page.waitForFunction(() => "ladder" in window);
};

test("a script starts a run, drops its warm-up, and gets as many samples as the figures count", async ({
  page,
}) => {
  await open(page, "v=1&rate=50&poll=50");
  const { warm, zero, end, samples, csv, trace } = await page.evaluate(async () => {
    const { ladder } = window;
    ladder.start();
    const warm = await ladder.until({ delivered: 20 });
    await ladder.reset();
    const zero = ladder.figures();
    const end = await ladder.until({ delivered: 40 });
    return {
      warm: warm.lanes.sse,
      zero: zero.lanes.sse,
      end: end.lanes.sse,
      samples: ladder.samples("sse"),
      csv: ladder.csv(),
      trace: await ladder.trace(),
    };
  });
  expect(warm?.browser.delivered).toBeGreaterThanOrEqual(20);
  // What is left of the warm-up is at most what a slow page brought about while the promise was on its way.
  expect(zero?.browser.delivered).toBeLessThan(20);
  expect(zero?.browser.requests).toBe(0);
  expect(zero?.server?.requests ?? 0).toBe(0);
  expect(end?.server?.requests).toBe(0); // the stream has long been there
  expect(samples).toHaveLength(Number(end?.browser.staleness?.count));
  expect(Math.max(...samples)).toBeCloseTo(Number(end?.browser.staleness?.max), 1);
  expect(csv).toMatch(/^transport,browser_delivered/);
  expect(JSON.parse(trace)).toMatchObject({ format: "realtime-ladder-trace", records: [] });
});

test("a script breaks the network, and waits for what it does to a lane", async ({ page }) => {
  await open(page, "v=1&rate=20&poll=100&net=on&lanes=sse,websocket");
  const { cut, faults } = await page.evaluate(async () => {
    const { ladder } = window;
    ladder.start();
    await ladder.network.set({ latencyMs: 5 });
    await ladder.until({ delivered: 5 });
    await ladder.network.act("cut");
    return { cut: await ladder.until({ reconnects: 1, isWell: true }), faults: ladder.scenario().network };
  });
  expect(cut.lanes.websocket?.browser).toMatchObject({ duplicated: 0, reconnects: 1 });
  expect(Object.keys(cut.lanes)).toEqual(["sse", "websocket"]);
  expect(faults?.latencyMs).toBe(5);
});

const REFUSED: readonly (readonly [asked: string, words: RegExp])[] = [
  ["ladder.network.act('cut')", /network: expected one, as net=on in the link gives, got none/],
  ["ladder.until({ delivred: 3 })", /condition: expected no key delivred/],
  ["ladder.until({ lanes: ['sse'], delivered: 3 })", /lanes: expected some of the scenario's \(websocket\)/],
  [
    "ladder.until({ delivered: 1e9 }, 300)",
    /within 300 ms: websocket: expected 1000000000 delivered, got \d+/,
  ],
  ["ladder.change({ pollMs: 3 })", /poll: expected 50 to 30000, got "3"/],
  ["ladder.change({ poll: 300 })", /poll: expected v, counter, schedule, /],
  ["ladder.increment('sse')", /sse: expected a lane that can send, got one that is off/],
  ["ladder.samples('carrier-pigeon')", /transport: expected short-polling, long-polling, sse or websocket/],
];

test("what cannot be is refused in words", async ({ page }) => {
  await open(page, "v=1&rate=5&lanes=websocket&run=1");
  await page.evaluate("window.ladder.until({ delivered: 1 })");
  for (const [asked, words] of REFUSED)
    await expect(
      page.evaluate(`(async () => { const { ladder } = window; await ${asked}; })()`),
    ).rejects.toThrow(words);
  await page.evaluate("window.ladder.stop()");
  await expect(page.evaluate("window.ladder.reset()")).rejects.toThrow(/reset: expected a run that goes on/);
});

test("a link that was refused starts nothing, and says why", async ({ page }) => {
  await open(page, "v=1&rate=5000");
  await expect(page.evaluate("window.ladder.start()")).rejects.toThrow(
    /rate: expected 0\.1 to 200, got "5000"/,
  );
});
