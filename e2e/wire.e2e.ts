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

test("the time axis is dragged, turned by the wheel and scrubbed, and the ruler keeps an update lit", async ({
  lab,
  page,
}) => {
  await lab.open("v=1&rate=10&poll=200&net=on");
  await lab.until({ delivered: 20 });
  const toolbar = page.getByRole("toolbar", { name: "Time axis" });
  const until = async () => Number(await toolbar.getByRole("slider", { name: "How far back" }).inputValue());
  const span = toolbar.locator(".wire-span");
  await page.getByTestId("freeze").click();
  const box = await page.getByTestId("wire-timeline").boundingBox();
  if (!box) throw new Error("the timeline is not there");
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };

  const before = await until();
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 30, middle.y);
  await page.mouse.move(middle.x + 60, middle.y);
  await page.mouse.up();
  await expect.poll(until, "what is dragged to the right is earlier").toBeLessThan(before - 500);

  const dragged = await until();
  await page.mouse.wheel(-40, 0);
  await expect.poll(until, "and so is a wheel to the left").toBeLessThan(dragged);

  await expect(span).toHaveText(/^20/);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await expect(span, "Ctrl and the wheel go nearer").toHaveText(/^10/);

  const scrubber = toolbar.getByRole("slider", { name: "How far back" });
  await scrubber.focus();
  await page.keyboard.press("End");
  await expect(page.getByTestId("freeze"), "at the scrollbar's end it is live").toHaveText("Freeze view");
  await page.keyboard.press("PageDown");
  await expect(page.getByTestId("freeze"), "and frozen before it").toHaveText("Back to live");
  await expect(page.getByText(/^frozen, \d+ newer/)).toBeVisible();

  await page.mouse.click(box.x + box.width - 60, box.y + 25);
  const kept = await axis(page).getAttribute("aria-valuetext");
  expect(kept).toMatch(/^Update \d+: /);
  await page.mouse.move(box.x + box.width / 2, box.y - 200);
  await expect(axis(page), "it stays when nobody points at it").toHaveAttribute("aria-valuetext", kept ?? "");
});

test("all of the view is in the table, page by page", async ({ lab, page }) => {
  await lab.open("v=1&rate=20&poll=100&net=on");
  await expect.poll(() => entries(page)).toBeGreaterThan(150);
  await page.getByTestId("freeze").click();
  for (let i = 0; i < 3; i += 1) await axis(page).press("-"); // all of it, however long it took
  await page.locator(".wire-table summary").click();
  const rows = page.locator(".wire-table tbody tr");
  await expect(rows).toHaveCount(100);
  await expect(page.getByRole("button", { name: "Later rows" })).toBeDisabled();
  const earlier = page.getByRole("button", { name: "Earlier rows" });
  const pages = page.locator(".wire-pages");
  for (;;) {
    const place = String(await pages.textContent());
    if (/Rows 1 to \d+ of \d+ in view/.test(place)) break;
    await earlier.click();
    await expect(pages).not.toHaveText(place);
  }
  await expect(rows.first()).toContainText("opened");
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
