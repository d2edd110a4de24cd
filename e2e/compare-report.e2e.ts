import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, type Page, type TestInfo, test } from "@playwright/test";
import { expectAccessible, expectNothingCutOff } from "./accessibility.ts";
import { writeReport } from "./compare/report/report.ts";
import { inventStudy } from "./compare/report/testing/invented-study.ts";

const { study, records, verdicts } = inventStudy();

/** Writes the report to disk and opens it from there; returns what the page has asked for beside itself. */
async function openReport(page: Page, info: TestInfo, earlier?: ReturnType<typeof inventStudy>) {
  const file = info.outputPath("report.html");
  writeFileSync(file, writeReport(study, records, verdicts, earlier));
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) asked.push(request.url());
  });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  const { href } = pathToFileURL(file);
  await page.goto(href);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(asked).toEqual([href]);
  expect(complaints).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`a report in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("opens from disk, asks for nothing, and has no violation that axe can find", async ({
      page,
    }, info) => {
      await openReport(page, info, inventStudy({ seed: 2 }));
      for (const summary of await page.locator("summary").all()) await summary.click();
      await expectAccessible(page, colorScheme);
    });
  });

test("on a phone nothing is cut off, and the claims are still a table", async ({ page }, info) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openReport(page, info);
  await expectNothingCutOff(page);
  const claims = page.getByRole("table", { name: "What the formulas say" });
  await expect(claims.getByRole("rowheader", { name: /A polled value is stale/ })).toBeVisible();
  await expect(claims.getByRole("cell").first()).toHaveText(/true|false|inconclusive/);
});

test("its data can be saved from the page itself, as JSON and as CSV", async ({ page }, info) => {
  await openReport(page, info);
  const save = async (name: RegExp) => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name }).click();
    return readFileSync(await (await download).path(), "utf8");
  };
  const json = JSON.parse(await save(/as JSON/));
  expect(json.records).toHaveLength(records.length);
  expect(json.study.seed).toBe(study.seed);
  expect(await save(/as CSV/)).toContain("browser_staleness_p50_ms");
});

test("on paper it is light, and what is folded away is laid open", async ({ page }, info) => {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await openReport(page, info);
  await expect(page.getByRole("table", { name: "Staleness of all messages" })).toBeVisible();
  await expect(page.getByText("as a table").first()).toBeHidden();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    "rgb(255, 255, 255)",
  );
});
