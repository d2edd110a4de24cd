import { expect, type Page } from "@playwright/test";

export const LANES = ["short-polling", "long-polling", "sse", "websocket"] as const;
export type Lane = (typeof LANES)[number];

/** The exact figures of a lane, from its `data-` attributes. */
export type Figure =
  | "value"
  | "delivered"
  | "requests"
  | "bytes-in"
  | "bytes-out"
  | "missed"
  | "duplicated"
  | "mean-age";

export async function figure(page: Page, lane: Lane, name: Figure): Promise<number> {
  return Number(await page.getByTestId(`lane-${lane}`).getAttribute(`data-${name}`));
}

export async function stateOf(page: Page, lane: Lane): Promise<string | null> {
  return page.getByTestId(`lane-${lane}`).getAttribute("data-state");
}

/** Opens the dashboard with a scenario's link, and starts the run. */
export async function openAndStart(page: Page, url: string, link: string): Promise<void> {
  await page.goto(`${url}/?${link}`);
  await page.getByTestId("start").click();
}

/** Waits until each of the lanes has had so many messages. */
export async function expectDelivered(
  page: Page,
  count: number,
  lanes: readonly Lane[] = LANES,
): Promise<void> {
  for (const lane of lanes)
    await expect.poll(() => figure(page, lane, "delivered")).toBeGreaterThanOrEqual(count);
}

export async function sessionOf(page: Page): Promise<string> {
  return String(await page.getByTestId("session").textContent()).trim();
}
