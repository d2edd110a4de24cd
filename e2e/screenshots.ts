import { mkdirSync } from "node:fs";
import { chromium } from "@playwright/test";
import { expectDelivered, openAndStart } from "./dashboard.ts";
import { startProgram } from "./program.ts";
import { findProgram } from "./system.ts";

/**
 * Makes the README's picture, or with `--all FOLDER` one of each size and theme, for people to look at:
 * `node e2e/screenshots.ts`.
 */
const SIZES = { laptop: [1440, 900], projector: [1920, 1080], phone: [390, 844] } as const;
const THEMES = ["light", "dark", "projector"] as const;
const LINK = "v=1&rate=2&poll=2000";

const [option, folder = ".playwright"] = process.argv.slice(2);
const program = await startProgram();
const executablePath = findProgram("Chromium");
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ["--no-sandbox"],
});

async function picture(path: string, link: string, width: number, height: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height } });
  await openAndStart(page, program.url, link);
  await expectDelivered(page, 8, ["short-polling"]);
  await page.screenshot({ path });
  await page.close();
}

if (option === "--all") {
  mkdirSync(folder, { recursive: true });
  for (const theme of THEMES)
    for (const [name, [width, height]] of Object.entries(SIZES))
      await picture(`${folder}/${name}-${theme}.png`, `${LINK}&theme=${theme}`, width, height);
} else await picture("web/dashboard.png", LINK, 1440, 900);

await browser.close();
await program.stop();
