import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * All that axe can find. The document is the same in each theme, so in all but the first its colours alone are looked at: the
 * rest would be looked at again, and takes a processor seconds.
 */
export async function expectAccessible(page: Page, theme = "light"): Promise<void> {
  const axe = new AxeBuilder({ page });
  if (theme !== "light") axe.withRules("color-contrast");
  const { violations } = await axe.analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" · ")}`,
  );
  expect(found).toEqual([]);
}

/** Nothing is wider than the window. */
export async function expectNothingCutOff(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
