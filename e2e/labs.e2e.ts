import { readFileSync } from "node:fs";
import type { TransportName } from "#protocol/transports.ts";
import { type LaneReading, RUNS } from "../labs/01-the-ladder/runs.ts";
import { expect, test } from "./lab.ts";
import type { Lab } from "./lab-on-page.ts";

const prose = readFileSync(new URL("../labs/01-the-ladder/lab.md", import.meta.url), "utf8");
const words = prose.replaceAll(/\s+/g, " ").replaceAll("*", "");

/** Reads a lane as a student would: from the dashboard, and from the meter by the session's name. */
async function read(lab: Lab, name: TransportName): Promise<LaneReading> {
  const meter = (await lab.meter()).transports[name];
  // A counter that stands has no age.
  const { delivered, missed, meanAgeMs = Number.NaN } = (await lab.lane(name).figures()).browser;
  if (!meter) throw new Error(`no meter of ${name}`);
  return { ...meter, delivered, missed, meanAgeMs };
}

/** Reads each lane as soon as it has had so many messages: soon, so that two readings are whole periods apart. */
async function readEach(
  lab: Lab,
  lanes: readonly TransportName[],
  messages: number,
): Promise<Map<TransportName, LaneReading>> {
  const readings = lanes.map(async (name) => {
    await lab.lane(name).until({ delivered: messages });
    return [name, await read(lab, name)] as const;
  });
  return new Map(await Promise.all(readings));
}

for (const { link, messages, byHand, claims } of RUNS)
  test(`the numbers of the first lab come out of ${link}`, async ({ lab }) => {
    test.setTimeout(60_000);
    expect(prose).toContain(`(${link})`);
    await lab.open(`/labs/01-the-ladder${link}`, { isStarted: false }); // the link starts it
    const lanes = [...new Set(claims.map(({ lane }) => lane))];
    if (byHand) for (const name of lanes.slice(0, 1)) await lab.lane(name).increment();
    const firsts = await readEach(lab, lanes, 1);
    if (byHand) for (const name of lanes) await lab.lane(name).increment();
    const ends = await readEach(lab, lanes, messages);
    for (const { says, lane, figure: figureOf, between } of claims) {
      const [first, end] = [firsts.get(lane), ends.get(lane)];
      if (!first || !end) throw new Error(`no reading of ${lane}`);
      const value = figureOf(end, first);
      expect(words).toContain(says);
      expect(value, `“${says}”`).toBeGreaterThanOrEqual(between[0]);
      expect(value, `“${says}”`).toBeLessThanOrEqual(between[1]);
    }
  });

test("every link of the lab's prose runs", async ({ lab, page }) => {
  const links = [...prose.matchAll(/\]\((\?v=1[^)]*)\)/g)].map((match) => String(match[1]));
  expect(links.length).toBeGreaterThanOrEqual(RUNS.length);
  for (const link of links) {
    await lab.open(`/labs/01-the-ladder${link}`);
    await expect(page.getByRole("heading", { name: "The ladder", level: 1 })).toBeVisible();
    await expect(page.getByText(/expected .*, got/)).toHaveCount(0);
  }
});
