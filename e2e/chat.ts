import { type Browser, expect, type Locator, type Page } from "@playwright/test";

/** Opens the chat in a window of its own, as somebody of that name. */
export async function enter(browser: Browser, url: string, name: string, link = ""): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const query = new URLSearchParams(`name=${encodeURIComponent(name)}&${link}`);
  await page.goto(`${url}/chat?${query}`);
  // Not oneself among those who are here: without a backplane, the server that is asked who they are may be another one.
  const isIn = /^(open|parked|resting)$/;
  await expect(page.getByTestId("lane-state")).toHaveAttribute("data-state", isIn);
  return page;
}

export async function say(page: Page, text: string): Promise<void> {
  const field = page.getByLabel("Write to the room");
  await field.fill(text);
  await field.press("Enter");
}

export function person(page: Page, name: string): Locator {
  return page.getByTestId("people").getByText(name, { exact: true });
}

/** The texts of all messages that are shown, in order. */
export function texts(page: Page): Promise<string[]> {
  return page.getByTestId("message").locator(".text").allTextContents();
}

/** Waits until exactly these are shown: all, in this order, each once, and none that still waits. */
export async function expectTexts(page: Page, expected: readonly string[]): Promise<void> {
  await expect.poll(() => texts(page)).toEqual(expected);
  await expect(page.getByTestId("draft")).toHaveCount(0);
}

export async function choose(page: Page, transport: string): Promise<void> {
  await page.locator(`.transport-choice [data-transport="${transport}"]`).click();
}

/** Closes all windows: what polls in the background would slow the next test down. */
export async function leaveAll(browser: Browser): Promise<void> {
  for (const context of browser.contexts()) await context.close();
}
