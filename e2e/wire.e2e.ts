import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";

const axis = (page: Page) => page.getByRole("slider", { name: "Update on the time axis" });
const entries = async (page: Page) =>
  Number(await page.getByTestId("wire-timeline").getAttribute("data-entries"));

test("an update is stepped to by keyboard, and its bytes are looked into field by field", async ({
  lab,
  page,
}) => {
  await lab.open("v=1&rate=2&poll=200&net=on");
  await lab.until({ delivered: 4 });
  await page.getByTestId("freeze").click();
  await axis(page).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(axis(page)).toHaveAttribute(
    "aria-valuetext",
    /^Update \d+: Short polling .*, Long polling .*, SSE .* and WebSocket -?[\d.]+\s(ms|s)$/,
  );
  await page.keyboard.press("Enter");
  const inspector = page.getByRole("region", { name: "Inspector of bytes" });
  await expect(inspector).toBeVisible();
  await expect(inspector.getByText(/counter \d+/).first()).toBeVisible();
  await expect(inspector.getByText("seq", { exact: true }).first()).toBeVisible();
});

test("a frozen view stands still, and the capture goes on", async ({ lab, page }) => {
  await lab.open("v=1&rate=10&poll=200&net=on");
  await lab.until({ delivered: 5 });
  await page.getByTestId("freeze").click();
  await expect(page.getByText(/^frozen, \d+ newer/)).toBeVisible();
  await page.getByTestId("freeze").click();
  const before = await entries(page);
  await expect.poll(() => entries(page)).toBeGreaterThan(before + 10);
});

test("the table says what the arrows say, and a row is picked for the inspector", async ({ lab, page }) => {
  await lab.open("v=1&rate=2&lanes=websocket&net=on");
  await lab.until({ delivered: 3 });
  await page.getByTestId("freeze").click();
  await page.locator(".wire-table summary").click();
  await page.getByRole("button", { name: "101 switching protocols" }).click();
  const inspector = page.getByRole("region", { name: "Inspector of bytes" });
  await expect(inspector).toContainText("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
});

test("slow motion is a tenth of the updates, and no longer once the rate is set by hand", async ({
  lab,
  page,
}) => {
  await lab.open("v=1&rate=20&net=on", { isStarted: false });
  await page.getByRole("button", { name: "Slow motion" }).click();
  await expect(page).toHaveURL(/rate=2&/);
  await page.getByRole("button", { name: "Slow: a tenth of the updates" }).click();
  await expect(page).toHaveURL(/rate=20&/);
  await page.getByRole("button", { name: "Slow motion" }).click();
  await page.getByRole("slider", { name: "Updates" }).press("ArrowRight");
  await expect(page).toHaveURL(/rate=5&/);
  await expect(page.getByRole("button", { name: "Slow motion" })).toBeVisible();
});
