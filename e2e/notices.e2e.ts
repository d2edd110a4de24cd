import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";
import { startProgram } from "./program.ts";

test("browser and server counting differently is said, with both counts", async ({ lab, page, request }) => {
  await lab.open("v=1&rate=5&lanes=sse");
  await lab.until({ delivered: 3 });
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
  // Somebody else speaks in the session's name: the server counts it, the browser knows nothing of it.
  const { session } = await lab.meter();
  const inItsName = `${lab.url}/channels/counter%3A${session}/messages?session=${session}&transport=sse`;
  await request.post(inItsName, { data: { type: "increment", payload: { by: 1 } } });
  await expect(page.getByTestId("disagreement")).toHaveText(
    /disagree on the requests of SSE: the browser counts 1, the server 2\./,
  );
  // What is read aloud has no counts in it, which may change every second.
  await expect(page.getByRole("status").filter({ hasText: "disagree" })).toHaveText(
    "Browser and server disagree on the requests of SSE.",
  );
});

test("a hidden tab's samples are said to be in no figure of time", async ({ lab, page }) => {
  await lab.open("v=1&rate=10&lanes=websocket");
  await lab.until({ delivered: 3 });
  await setHidden(page, true);
  const before = (await lab.lane("websocket").figures()).browser.delivered;
  await lab.until({ delivered: before + 5 });
  await setHidden(page, false);
  await expect(page.getByText(/This tab was hidden for a while.* so \d+ samples/)).toBeVisible();
});

test("a run that begins in a tab nobody has looked at yet counts as hidden from its start", async ({
  lab,
  page,
}) => {
  await page.addInitScript(() =>
    Object.defineProperty(document, "hidden", { value: true, configurable: true }),
  );
  await lab.open("v=1&rate=10&lanes=websocket&run=1");
  await lab.until({ delivered: 3 });
  await expect(page.getByTestId("staleness-websocket")).toHaveText(/none yet/);
  await setHidden(page, false);
  await expect(page.getByText(/This tab was hidden for a while/)).toBeVisible();
});

test("before the first value the page says what to do, and once the server is gone, that nothing need be done", async ({
  page,
}) => {
  const program = await startProgram();
  await page.goto(`${program.url}/?v=1&rate=5`);
  await expect(page.getByText("Press Start, and each update comes down here four times.")).toBeVisible();
  await page.getByTestId("start").click();
  await expect(page.getByTestId("value-websocket")).toHaveText(/^\d+$/);
  await program.stop();
  await expect(page.getByText(/The server cannot be reached\..*nothing has to be pressed/)).toBeVisible();
});

test("where less motion is wanted, the time axis moves in steps of a second", async ({ lab, page }) => {
  await page.addInitScript(() => {
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      if (this.canvas.closest(".timeline"))
        document.body.dataset.frames = String(framesOf(document.body) + 1);
      clearRect.apply(this, box);
    };
    const framesOf = (body: HTMLElement) => Number(body.dataset.frames ?? 0);
  });
  const framesIn = async (messages: number) => {
    const [count, { browser }] = [await frames(), await lab.lane("websocket").figures()];
    await lab.until({ delivered: browser.delivered + messages });
    return (await frames()) - count;
  };
  const frames = async () => Number((await page.locator("body").getAttribute("data-frames")) ?? 0);
  await lab.open("v=1&rate=20&lanes=websocket");
  await lab.until({ delivered: 3 });
  // Two seconds of messages: two steps, or some sixty frames.
  expect(await framesIn(40)).toBeGreaterThan(10);
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await framesIn(40)).toBeLessThan(10);
});

test("pointing at an update does not wipe the time axis, which then is blank until the next frame", async ({
  lab,
  page,
}) => {
  await page.addInitScript(() => {
    const width = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
    Object.defineProperty(HTMLCanvasElement.prototype, "width", {
      ...width,
      set(pixels: number) {
        if (this.closest(".timeline"))
          document.body.dataset.wiped = String(1 + Number(document.body.dataset.wiped ?? 0));
        width?.set?.call(this, pixels);
      },
    });
  });
  const wiped = () => page.locator("body").getAttribute("data-wiped");
  await lab.open("v=1&rate=20&lanes=websocket");
  await lab.until({ delivered: 10 });
  const before = await wiped();
  expect(Number(before)).toBeGreaterThan(0);
  const box = await page.locator(".timeline canvas").boundingBox();
  for (const share of [0.4, 0.5])
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * share, (box?.y ?? 0) + 50);
  const stepper = page.getByLabel("Update on the time axis");
  const oldest = await stepper.getAttribute("min"); // is nearest; with none picked it would be the newest
  await expect(stepper).toHaveValue(String(oldest));
  expect(await wiped()).toBe(before);
});

async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}
