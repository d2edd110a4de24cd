import { expect, test } from "@playwright/test";
import { expectAccessible, expectNothingCutOff } from "./accessibility.ts";
import { expectDelivered, figure, LANES, openAndStart } from "./dashboard.ts";
import { type Program, startProgram } from "./program.ts";

let program: Program;
test.beforeAll(async () => {
  program = await startProgram();
});
test.afterAll(async () => {
  await program.stop();
});

for (const theme of ["light", "dark", "projector"])
  test(`the ${theme} theme has no violation that axe can find, at rest and running`, async ({ page }) => {
    await page.goto(`${program.url}/?v=1&rate=5&poll=200&theme=${theme}`);
    await expect(page.getByTestId("start")).toBeVisible();
    await expectAccessible(page, theme);
    await page.getByTestId("start").click();
    await expectDelivered(page, 3);
    await page.getByTestId("pause").click();
    await expectAccessible(page, theme);
  });

for (const theme of ["light", "dark"])
  test(`board, settings and presets have no violation in the ${theme} theme, and nothing is cut off on a phone`, async ({
    page,
  }) => {
    test.setTimeout(60_000);
    await page.goto(`${program.url}/?v=1&rate=5&poll=200&net=on&etag=1&theme=${theme}&script=1:cut&run=1`);
    await expect(page.getByTestId("aftermath")).toBeVisible();
    for (const name of ["Break it", "More settings", "Presets"]) await page.getByText(name).click();
    await expect(page.getByTestId("filter-sse")).toBeVisible();
    await page.getByTestId("pause").click();
    await expectAccessible(page, theme);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNothingCutOff(page);
  });

test("the page is used by keyboard alone", async ({ page }) => {
  await page.goto(`${program.url}/?v=1&paused=1&poll=100`);
  await expect(page.getByTestId("start")).toBeVisible();
  await tabTo(page, "start");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("increment-websocket")).toBeEnabled();
  await tabTo(page, "increment-websocket");
  await page.keyboard.press("Enter");
  for (const lane of LANES) await expect.poll(() => figure(page, lane, "value")).toBe(1);
});

test("the page says the same on a phone, one rung at a time, and nothing is cut off", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openAndStart(page, program.url, "v=1&rate=5&poll=200");
  await expectDelivered(page, 3, ["websocket"]);
  await expect(page.getByTestId("lane-sse")).toHaveCount(0);
  await page.getByRole("radio", { name: "SSE" }).check();
  await expectDelivered(page, 3, ["sse"]);
  await expect(page.getByTestId("requests-sse")).toHaveText(/Requests server/); // where it was measured
  await expectNothingCutOff(page);
  await expectAccessible(page);
});

test("a lab on a phone shows the value that its link has started, beside the prose", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${program.url}/labs/01-the-ladder`);
  await page.getByRole("link", { name: "The same counter by SSE" }).click();
  await expectDelivered(page, 2, ["sse"]);
  await page.evaluate(() => scrollTo(0, 0));
  await expect(page.getByTestId("lane-sse").locator(".value")).toBeInViewport({ ratio: 1 });
  await expect(page.getByTestId("lane-short-polling")).toHaveCount(0);
});

test("a lane that never ran has no figures in the comparison", async ({ page }) => {
  await openAndStart(page, program.url, "v=1&rate=5&lanes=sse");
  await expectDelivered(page, 2, ["sse"]);
  const cells = page.locator('tr[data-transport="websocket"] td');
  await expect(cells.filter({ hasText: "–" })).toHaveCount(await cells.count());
});

test("at 200 % zoom nothing is cut off", async ({ page }) => {
  // Zoom halves the CSS pixels of the viewport (WCAG 1.4.10 tests reflow the same way).
  await page.setViewportSize({ width: 720, height: 450 });
  await openAndStart(page, program.url, "v=1&rate=5&poll=200");
  await expectDelivered(page, 3);
  await expectNothingCutOff(page);
});

test("each chart has a name, a summary in a sentence, and a table", async ({ page }) => {
  await openAndStart(page, program.url, "v=1&rate=5&poll=200");
  await expectDelivered(page, 3);
  const charts = page.getByRole("figure").filter({ has: page.locator("details") });
  expect(await charts.count()).toBeGreaterThanOrEqual(3);
  for (const chart of await charts.all()) {
    await expect(chart).toHaveAccessibleName(/\w+/);
    await expect(chart.locator("canvas").first()).toBeVisible();
    await expect(chart.locator("p").first()).toHaveText(/\w+ .*\w+/);
    await chart.getByText("Table").click();
    await expect(chart.getByRole("table")).toBeVisible();
  }
});

/** Presses Tab until the element has the focus; fails where it cannot be reached. */
async function tabTo(page: import("@playwright/test").Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    if (focused === testId) return;
  }
  throw new Error(`80 presses of Tab did not reach ${testId}`);
}
