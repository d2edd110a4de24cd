import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectNothingCutOff } from "./accessibility.ts";
import { type Program, startProgram } from "./program.ts";

let program: Program;
test.beforeAll(async () => {
  program = await startProgram();
});
test.afterAll(async () => {
  await program.stop();
});

const POLICIES = ["unbounded", "drop-oldest", "coalesce", "disconnect"];
const SYMBOLS = ["ADA", "BYTE", "CRUX", "DELTA"];

const open = (page: Page, link = "") => page.goto(`${program.url}/prices?${link}`);
const digits = async (page: Page, id: string) =>
  Number(String(await page.getByTestId(id).textContent()).replaceAll(/\D/g, ""));
const phone = (page: Page, policy: string) => page.getByTestId(`phone-${policy}`);

test("prices are live by each transport, and counted at each arrow", async ({ page }) => {
  await open(page, "rate=20");
  for (const name of ["WebSocket", "SSE", "Long polling", "Short polling"]) {
    await page.getByRole("radio", { name }).check();
    for (const symbol of SYMBOLS) {
      const price = page.getByTestId(`mid-${symbol}`);
      await expect(price).toHaveText(/^\d+\.\d\d$/);
      const before = String(await price.textContent());
      await expect(price).not.toHaveText(before);
    }
  }
  const passed = [];
  for (const id of ["flow-ticks", "flow-prices", "flow-arrived"]) passed.push(await digits(page, id));
  expect(passed.toSorted((a, b) => b - a)).toEqual(passed); // each arrow passes on what the one before has passed
  expect(await digits(page, "flow-told")).toBeGreaterThan(0);
});

test("the address bar holds the experiment, and what is wrong in it is named", async ({ page }) => {
  await open(page);
  await page.getByTestId("fast-feed").click();
  await page.getByRole("radio", { name: "SSE" }).check();
  await expect(page).toHaveURL(/\?by=sse&rate=200&padding=8192$/);
  await open(page, "rate=501");
  await expect(page.getByTestId("refusal")).toContainText('rate: expected 0.1 to 500, got "501"');
  await page.getByRole("button", { name: "Use the defaults" }).click();
  await expect(page.getByTestId("refusal")).toHaveCount(0);
});

test("four slow phones on a fast feed: one fills the server until it is cut, the others do not", async ({
  page,
}) => {
  test.setTimeout(180_000);
  // Stalled phones: what the kernels take is soon taken, and all else waits in the server, or does not.
  await open(page, "by=short-polling&rate=200&padding=16384&speed=0");
  await page.getByTestId("phones").click();
  for (const policy of POLICIES) await expect(phone(page, policy)).toHaveAttribute("data-state", "stalled");
  await expect(page.getByTestId("queue-unbounded")).toHaveText(/MB/, { timeout: 60_000 });
  for (const policy of ["drop-oldest", "coalesce"]) {
    await expect.poll(() => digits(page, `left-out-${policy}`), { timeout: 60_000 }).toBeGreaterThan(100);
    await expect(page.getByTestId(`queue-${policy}`)).toHaveText(/ ?k?B$/);
  }
  await expect(phone(page, "disconnect")).toHaveAttribute("data-state", "ending");
  await expect(page.getByTestId("guard")).toHaveAttribute("data-cut", "true", { timeout: 120_000 });
  await expect(page.getByTestId("guard")).toContainText("cut the unbounded phone at 34 MB");
  await page.getByTestId("phones").click();
  await expect(phone(page, "coalesce")).toContainText("not attached");
});

for (const theme of ["light", "dark", "projector"])
  test(`the ${theme} theme has no violation that axe can find, and nothing is cut off on a phone`, async ({
    page,
  }) => {
    await open(page, `theme=${theme}&phones=1`);
    await expect(phone(page, "coalesce")).toHaveAttribute("data-state", "reading");
    await expectAccessible(page, theme);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNothingCutOff(page);
    await expectAccessible(page, theme);
  });
