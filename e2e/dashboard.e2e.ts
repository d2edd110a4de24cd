import { expect, test } from "@playwright/test";
import { expectDelivered, figure, LANES, openAndStart, sessionOf, stateOf } from "./dashboard.ts";
import { type Program, startProgram } from "./program.ts";

let program: Program;
test.beforeAll(async () => {
  program = await startProgram();
});
test.afterAll(async () => {
  await program.stop();
});

/** What is pushed misses nothing. A long poll may, where its round trip takes longer than an update: it gets the newest. */
const PUSHED = ["sse", "websocket"] as const;

test("four lanes count up together", async ({ page }) => {
  await openAndStart(page, program.url, "v=1&rate=5&poll=100");
  await expectDelivered(page, 10);
  await page.getByTestId("pause").click();
  // Once nothing new is said, all four have heard the same last value.
  await expect
    .poll(async () => new Set(await Promise.all(LANES.map((lane) => figure(page, lane, "value")))).size)
    .toBe(1);
  await expect(page.getByText("so this time is not in the average")).toBeVisible();
  for (const lane of PUSHED) expect(await figure(page, lane, "missed"), lane).toBe(0);
  for (const lane of LANES) expect(await figure(page, lane, "duplicated"), lane).toBe(0);
});

test("the figures on the page are those of the session's meter", async ({ page, request }) => {
  await openAndStart(page, program.url, "v=1&rate=5&poll=2000");
  await expectDelivered(page, 3);
  await page.getByTestId("pause").click();
  const session = await sessionOf(page);
  const shown = () =>
    Promise.all(
      LANES.map(async (lane) => ({
        requests: await figure(page, lane, "requests"),
        bytesIn: await figure(page, lane, "bytes-in"),
        bytesOut: await figure(page, lane, "bytes-out"),
      })),
    );
  // Between two short polls all stands still, and must then agree to the byte.
  await expect(async () => {
    const { transports } = await (await request.get(`${program.url}/api/sessions/${session}/meter`)).json();
    const metered = LANES.map((lane) => {
      const { requests, bytesIn, bytesOut } = transports[lane];
      return { requests, bytesIn, bytesOut };
    });
    expect(await shown()).toEqual(metered);
  }).toPass({ timeout: 30_000 });
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
});

test("how long requests wait in the browser is told apart from the network, and what was expected stays once stopped", async ({
  page,
}) => {
  await openAndStart(page, program.url, "v=1&rate=5&poll=200&lanes=short-polling,websocket");
  await expectDelivered(page, 3, ["short-polling"]);
  const heads = await page.getByRole("columnheader").allTextContents();
  const cell = (lane: string, head: string) =>
    page
      .locator(`tr[data-transport="${lane}"] :is(th, td)`)
      .nth(heads.findIndex((text) => text.startsWith(head)));
  await expect(cell("short-polling", "Waiting in the browser")).toHaveText(/^[\d.]+ms$/);
  await expect(cell("websocket", "Waiting in the browser")).toHaveText(/none yet/); // the browser tells nothing of it
  await page.getByTestId("stop").click();
  await expect(page.getByTestId("state-websocket")).toHaveText("stopped");
  await expect(cell("short-polling", "Mean age expected")).toHaveText(/^2\d\d ± [\d.]+ms$/);
});

test("a +1 goes up each lane's own way, and comes down all four", async ({ page }) => {
  await openAndStart(page, program.url, "v=1&paused=1&poll=100");
  for (const [i, lane] of LANES.entries()) {
    await page.getByTestId(`increment-${lane}`).click();
    for (const other of LANES) await expect.poll(() => figure(page, other, "value")).toBe(i + 1);
  }
});

test("the server is killed and started again: four lanes resume by themselves, nothing missing, nothing twice", async ({
  page,
}) => {
  const first = await startProgram();
  await openAndStart(page, first.url, "v=1&rate=5&poll=200");
  await expectDelivered(page, 5);
  await first.stop("SIGKILL");
  for (const lane of LANES) await expect.poll(() => stateOf(page, lane)).toBe("reconnecting");
  const before = Math.max(...(await Promise.all(LANES.map((lane) => figure(page, lane, "delivered")))));

  const second = await startProgram({ PORT: String(first.port) });
  await expectDelivered(page, before + 10);
  await page.getByTestId("pause").click();
  await expect
    .poll(async () => new Set(await Promise.all(LANES.map((lane) => figure(page, lane, "value")))).size)
    .toBe(1);
  for (const lane of PUSHED) expect(await figure(page, lane, "missed"), lane).toBe(0);
  for (const lane of LANES) expect(await figure(page, lane, "duplicated"), lane).toBe(0);
  await second.stop();
});

test("the address bar holds the whole state of the controls", async ({ page }) => {
  const link = "v=1&pattern=poisson&rate=20&seed=7&padding=256&lanes=sse,websocket&poll=1000&hold=10&etag=1";
  await openAndStart(page, program.url, link);
  await expectDelivered(page, 3, ["sse", "websocket"]);
  const now = new URL(page.url()).searchParams;
  for (const [key, value] of new URLSearchParams(link)) expect(now.get(key), key).toBe(value);
});

test("a bad link is refused in words that name the field", async ({ page }) => {
  await page.goto(`${program.url}/?v=1&rate=5000`);
  await expect(page.getByText(/rate: expected 0\.1 to 200, got "5000"/)).toBeVisible();
});

test("two pages on one server do not disturb each other's figures", async ({ page, context }) => {
  const other = await context.newPage();
  await openAndStart(page, program.url, "v=1&rate=1&poll=500");
  await openAndStart(other, program.url, "v=1&rate=50&poll=100");
  await expectDelivered(other, 100, ["sse", "websocket"]);
  expect(await figure(page, "websocket", "delivered")).toBeLessThan(20);
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
});

test("the link says which parts of the page are seen, and what is opened or closed there is in the link", async ({
  page,
}) => {
  await page.goto(`${program.url}/?v=1&net=on&show=board,comparison`);
  const board = page.getByTestId("act-cut");
  const charts = page.getByRole("region", { name: "Charts of the last minute" });
  const comparison = page.getByRole("table", { name: /^The four transports/ });
  await expect(board).toBeVisible();
  await expect(comparison).toBeVisible();
  await expect(page.getByTestId("wire-timeline")).toHaveCount(0);
  await expect(charts).toHaveCount(0);
  await page.getByText("Break it").click();
  await expect(board).toBeHidden();
  await expect(page).toHaveURL(/\?v=1&net=on&show=comparison$/);
  await page.getByRole("heading", { name: "Comparison" }).click();
  await expect(comparison).toHaveCount(0);
  await expect(page).toHaveURL(/&show=$/);
  await page.getByText("More settings").click();
  for (const part of ["timeline", "charts", "comparison"]) await page.getByTestId(`show-${part}`).check();
  await expect(page.getByTestId("wire-timeline")).toBeVisible();
  await expect(charts).toBeVisible();
  await expect(comparison).toBeVisible();
  await expect(page).toHaveURL(/\?v=1&net=on$/);
});
