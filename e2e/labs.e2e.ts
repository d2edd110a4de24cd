import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { type LaneReading, RUNS } from "../labs/01-the-ladder/runs.ts";
import { figure, type Lane, sessionOf } from "./dashboard.ts";
import { type Program, startProgram } from "./program.ts";

const prose = readFileSync(new URL("../labs/01-the-ladder/lab.md", import.meta.url), "utf8");
const words = prose.replaceAll(/\s+/g, " ").replaceAll("*", "");

let program: Program;
test.beforeAll(async () => {
  program = await startProgram();
});
test.afterAll(async () => {
  await program.stop();
});

/** Reads a lane as a student would: from the dashboard, and from the meter by the session's name. */
async function read(page: Page, lane: Lane): Promise<LaneReading> {
  const session = await sessionOf(page);
  const { transports } = await (
    await page.request.get(`${program.url}/api/sessions/${session}/meter`)
  ).json();
  return {
    ...transports[lane],
    delivered: await figure(page, lane, "delivered"),
    missed: await figure(page, lane, "missed"),
    meanAgeMs: await figure(page, lane, "mean-age"),
  };
}

/** Reads each lane as soon as it has had so many messages: soon, so that two readings are whole periods apart. */
async function readEach(
  page: Page,
  lanes: readonly Lane[],
  messages: number,
): Promise<Map<Lane, LaneReading>> {
  const readings = lanes.map(async (lane) => {
    await expect
      .poll(() => figure(page, lane, "delivered"), { timeout: 45_000, intervals: [50] })
      .toBeGreaterThanOrEqual(messages);
    return [lane, await read(page, lane)] as const;
  });
  return new Map(await Promise.all(readings));
}

for (const { link, messages, byHand, claims } of RUNS)
  test(`the numbers of the first lab come out of ${link}`, async ({ page }) => {
    test.setTimeout(60_000);
    expect(prose).toContain(`(${link})`);
    await page.goto(`${program.url}/labs/01-the-ladder${link}`);
    const lanes = [...new Set(claims.map(({ lane }) => lane))];
    if (byHand) for (const lane of lanes.slice(0, 1)) await page.getByTestId(`increment-${lane}`).click();
    const firsts = await readEach(page, lanes, 1);
    if (byHand) for (const lane of lanes) await page.getByTestId(`increment-${lane}`).click();
    const ends = await readEach(page, lanes, messages);
    for (const { says, lane, figure: figureOf, between } of claims) {
      const [first, end] = [firsts.get(lane), ends.get(lane)];
      if (!first || !end) throw new Error(`no reading of ${lane}`);
      const value = figureOf(end, first);
      expect(words).toContain(says);
      expect(value, `“${says}”`).toBeGreaterThanOrEqual(between[0]);
      expect(value, `“${says}”`).toBeLessThanOrEqual(between[1]);
    }
  });

test("every link of the lab's prose runs", async ({ page }) => {
  const links = [...prose.matchAll(/\]\((\?v=1[^)]*)\)/g)].map((match) => String(match[1]));
  expect(links.length).toBeGreaterThanOrEqual(RUNS.length);
  for (const link of links) {
    await page.goto(`${program.url}/labs/01-the-ladder${link}`);
    await expect(page.getByRole("heading", { name: "The ladder", level: 1 })).toBeVisible();
    await expect(page.getByText(/expected .*, got/)).toHaveCount(0);
  }
});
