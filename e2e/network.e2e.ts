import { expect, test } from "@playwright/test";
import type { SessionMeter } from "#protocol/meter.ts";
import { expectDelivered, figure, LANES, openAndStart, sessionOf, stateOf } from "./dashboard.ts";
import { type Program, startProgram } from "./program.ts";

let program: Program;
test.beforeAll(async () => {
  program = await startProgram();
});
test.afterAll(async () => {
  await program.stop();
});

test("through a network four lanes count up, and network and server count the same bytes", async ({
  page,
}) => {
  await openAndStart(page, program.url, "v=1&rate=5&poll=2000&net=latency:20");
  await expectDelivered(page, 3);
  await expect(page.getByTestId("network")).toHaveText(/latency 20 ms/);
  await page.getByTestId("pause").click();
  await page.getByText("Break it").click();
  await expect(page.getByTestId("bytes-agreed")).toHaveAttribute("data-exact", "true", { timeout: 15_000 });
  await expect(page.getByTestId("filter-sse")).toHaveValue(/^tcp port \d+$/);
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
});

test("a stall is said in words, and when it ends nothing is missing from what was pushed", async ({
  page,
}) => {
  await openAndStart(page, program.url, "v=1&rate=5&poll=200&net=on&script=2:stall:3");
  await expect(page.getByTestId("network")).toHaveText(/^stalled, /, { timeout: 10_000 });
  await expect(page.getByTestId("network")).toHaveText("passes all", { timeout: 10_000 });
  await expect(page.getByTestId("aftermath")).toContainText("stall");
  const before = await figure(page, "websocket", "delivered");
  await expectDelivered(page, before + 5, ["websocket", "sse"]);
  for (const lane of ["sse", "websocket"] as const) expect(await figure(page, lane, "missed"), lane).toBe(0);
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
});

test("a server of one's own crashes and comes back, and so do four lanes", async ({ page }) => {
  await openAndStart(page, program.url, "v=1&rate=5&poll=200&net=on&script=3:crash:1");
  await expectDelivered(page, 3);
  await expect(page.getByTestId("network")).toHaveText(/^server down, /, { timeout: 10_000 });
  for (const lane of LANES) await expect.poll(() => stateOf(page, lane)).toBe("reconnecting");
  await expect(page.getByTestId("network")).toHaveText("passes all", { timeout: 10_000 });
  const before = Math.max(...(await Promise.all(LANES.map((lane) => figure(page, lane, "delivered")))));
  await expectDelivered(page, before + 5);
});

test("faults are set by hand while lanes are open, and stand in the link", async ({ page }) => {
  await openAndStart(page, program.url, "v=1&rate=5&poll=200&net=on");
  await expectDelivered(page, 3);
  await page.getByText("Break it").click();
  await page.getByLabel("A proxy refuses upgrades").check();
  await expect(page.getByTestId("network")).toHaveText("no upgrades");
  expect(new URL(page.url()).searchParams.get("net")).toBe("no-upgrades");
  await page.getByTestId("act-cut").click();
  await expect.poll(() => stateOf(page, "websocket")).toBe("reconnecting");
  await expect.poll(() => stateOf(page, "sse")).toBe("open");
});

test("polls with an ETag are preflighted once for each new value, and not for each poll", async ({
  page,
}) => {
  await openAndStart(page, program.url, "v=1&rate=1&poll=100&etag=1&lanes=short-polling&net=on");
  const meter = `${program.url}/api/sessions/${await sessionOf(page)}/meter`;
  const read = async () => ((await (await fetch(meter)).json()) as SessionMeter).transports["short-polling"];
  await expect.poll(async () => (await read())?.emptyResponses, { timeout: 20_000 }).toBeGreaterThan(20);
  const lane = await read();
  expect(lane?.preflights).toBeGreaterThan(0);
  expect(lane?.preflights).toBeLessThanOrEqual((lane?.messages ?? 0) + 1);
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
});

test("a script that cannot be read is refused by name", async ({ page }) => {
  await page.goto(`${program.url}/?v=1&net=on&script=5:earthquake`);
  await expect(page.getByText(/script: cue 1: expected one of latency/)).toBeVisible();
});
