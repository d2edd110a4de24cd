import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectNothingCutOff } from "./accessibility.ts";
import { expectDelivered, LANES, openAndStart } from "./dashboard.ts";
import { type Program, startProgram } from "./program.ts";

const LINK = "v=1&rate=5&poll=200&net=latency:20";

let program: Program;
test.beforeAll(async () => {
  program = await startProgram();
});
test.afterAll(async () => {
  await program.stop();
});

async function runAndStop(page: Page): Promise<void> {
  await openAndStart(page, program.url, LINK);
  await expectDelivered(page, 5);
  await page.getByTestId("stop").click();
  await page.getByText("Export", { exact: true }).click();
}

/** What a person reads in lanes, charts and comparison, and the exact figures behind it. */
async function figuresOn(page: Page) {
  const lanes = await Promise.all(
    LANES.map((lane) =>
      page.getByTestId(`lane-${lane}`).evaluate((row) => ({ ...(row as HTMLElement).dataset })),
    ),
  );
  const texts = await page
    .locator(".lane .figures, .lane .value, .comparison td, .aftermath caption, .chart figcaption, .updates")
    .allTextContents();
  return { lanes, texts };
}

/** What is written into pictures from now on, but for those that are on the page. */
async function wordsDrawn(page: Page): Promise<() => Promise<string[]>> {
  const words = await page.evaluateHandle(() => {
    const list: string[] = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      if (!this.canvas.isConnected) list.push(text);
      fillText.call(this, text, ...place);
    };
    return list;
  });
  return () => words.jsonValue();
}

async function save(page: Page, format: string): Promise<{ path: string; name: string; bytes: Buffer }> {
  const download = page.waitForEvent("download");
  await page.getByTestId(`export-${format}`).click();
  const file = await download;
  const path = await file.path();
  return { path, name: file.suggestedFilename(), bytes: await readFile(path) };
}

test("a trace of one run, opened on another server, shows the same entries and the same figures", async ({
  page,
  browser,
}) => {
  test.slow(); // two labs, two pages
  await openAndStart(page, program.url, LINK);
  await expectDelivered(page, 5);
  await page.getByText("Break it", { exact: true }).click();
  await page.getByTestId("act-cut").click();
  await expect(page.getByTestId("aftermath")).toBeVisible();
  await expectDelivered(page, 12);
  await page.getByTestId("stop").click();
  await page.getByText("Break it", { exact: true }).click();
  await page.getByText("Export", { exact: true }).click();
  const figures = (await save(page, "csv")).bytes.toString();
  const { path, name, bytes } = await save(page, "trace");
  expect(name).toMatch(/^ladder-[-\dT]+\.trace\.json$/);
  const { link, records } = JSON.parse(bytes.toString());
  expect(link).toBe(LINK);
  expect(records.length).toBeGreaterThan(20);
  const elsewhere = await startProgram();
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(elsewhere.url);
  await other.getByText("Export", { exact: true }).click();
  await other.getByTestId("open-trace").setInputFiles(path);
  const notice = other.getByTestId("trace-notice");
  await expect(notice).toContainText("You are looking at a recorded trace of");
  await elsewhere.stop(); // it is looked through without a server
  const here = String(await page.getByTestId("wire-timeline").getAttribute("data-entries"));
  expect(Number(here)).toBeGreaterThan(20);
  await expect(notice).toHaveAttribute("data-entries", here);
  await expect(other.getByTestId("wire-timeline")).toHaveAttribute("data-entries", here);
  // Sentences follow the figures at a distance, on both pages.
  await expect(async () => expect(await figuresOn(other)).toEqual(await figuresOn(page))).toPass();
  expect((await save(other, "csv")).bytes.toString()).toBe(figures);
  await expectAccessible(other);

  await other.locator(".wire-table summary").click();
  await other.getByRole("button", { name: "101 switching protocols" }).first().click();
  await expect(other.getByRole("region", { name: "Inspector of bytes" })).toContainText("258EAFA5");
  await other.getByTestId("close-trace").click();
  await expect(notice).toHaveCount(0);
  await context.close();

  await page.getByTestId("open-trace").setInputFiles(path);
  await expect(page.getByTestId("trace-notice")).toHaveAttribute("data-entries", here);
  const again = await save(page, "trace");
  expect(JSON.parse(again.bytes.toString())).toEqual(JSON.parse(bytes.toString()));
});

test("each format holds the run, in its own way", async ({ page }) => {
  await runAndStop(page);
  const pcapng = (await save(page, "pcapng")).bytes;
  expect(pcapng.readUInt32LE(0)).toBe(0x0a0d0d0a);
  const har = JSON.parse((await save(page, "har")).bytes.toString());
  const urls: string[] = har.log.entries.map(({ request }: { request: { url: string } }) => request.url);
  for (const lane of ["short-polling", "long-polling", "sse", "websocket"])
    expect(
      urls.some((url) => url.includes(`/${lane}`)),
      lane,
    ).toBe(true);
  const csv = (await save(page, "csv")).bytes.toString().split("\r\n");
  expect(csv).toHaveLength(6);
  expect(csv[4]).toMatch(/^WebSocket,\d+,/);
  const drawn = await wordsDrawn(page);
  const png = (await save(page, "png")).bytes;
  expect(await drawn()).toEqual(
    expect.arrayContaining(["What passed on the wire", "Short polling", "Long polling", "SSE", "WebSocket"]),
  );
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeGreaterThan(10_000);
});

test("without a network there is no wire to export, and the menu says why", async ({ page }) => {
  await page.goto(program.url);
  await page.getByText("Export", { exact: true }).click();
  for (const format of ["trace", "pcapng", "har"]) {
    const button = page.getByTestId(`export-${format}`);
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(/passed through a network/);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNothingCutOff(page);
});

test("a file that is no trace is refused by name", async ({ page }) => {
  await page.goto(program.url);
  await page.getByText("Export", { exact: true }).click();
  const buffer = Buffer.from('{"log":{"version":"1.2"}}');
  await page
    .getByTestId("open-trace")
    .setInputFiles({ name: "a.json", mimeType: "application/json", buffer });
  await expect(page.getByTestId("trace-refusal")).toContainText(
    "trace.format: expected realtime-ladder-trace, got nothing",
  );
});
