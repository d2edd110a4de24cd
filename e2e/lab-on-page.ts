import type { Locator, Page } from "@playwright/test";
import type { SessionMeter } from "#protocol/meter.ts";
import type { LadderPage, LaneReport, PageCondition, PageFigures } from "#protocol/page.ts";
import { DEFAULT_SCENARIO, formatScenario, type ScenarioParts, withParts } from "#protocol/scenario.ts";
import type { TransportName } from "#protocol/transports.ts";
import { createLabNetwork, type LabNetwork } from "./lab-network.ts";
import { type Call, callersOf, inPlainWords } from "./plain-words.ts";

declare global {
  interface Window {
    readonly ladder: LadderPage;
  }
}

/** A dashboard in a browser, to be driven and read by a test. Times are ms, sizes bytes. */
export interface Lab {
  readonly page: Page;
  /** Of the server, without a slash at its end. */
  readonly url: string;
  /**
   * Opens the dashboard with a scenario, or a link as the address bar has it, starts the run, and resolves once its lanes
   * are open; `isStarted: false` leaves it at rest.
   */
  open(scenario: string | ScenarioParts, options?: { readonly isStarted?: boolean }): Promise<void>;
  lane(transport: TransportName): LabLane;
  figures(): Promise<PageFigures>;
  /** Resolves with the figures once all that is asked for is so; without a time of its own, just before the test's is up. */
  until(condition: PageCondition, timeoutMs?: number): Promise<PageFigures>;
  /** Changes parts of the scenario while the run goes on. */
  change(parts: ScenarioParts): Promise<void>;
  /** Begins to count from zero, here and on the server: what came before was warm-up. */
  reset(): Promise<void>;
  stop(): Promise<void>;
  /** What the session has cost, as the server counted it on its sockets. */
  meter(): Promise<SessionMeter>;
  /** The recorded run, and the figures, as the page exports them. */
  trace(): Promise<string>;
  csv(): Promise<string>;
  readonly network: LabNetwork;
}

/** One transport of the dashboard. */
export interface LabLane {
  /** Its row on the page. */
  readonly locator: Locator;
  figures(): Promise<LaneReport>;
  state(): Promise<LaneReport["state"]>;
  value(): Promise<number | undefined>;
  /** Staleness of each message since start or reset. */
  samples(): Promise<readonly number[]>;
  until(condition: Omit<PageCondition, "lanes">, timeoutMs?: number): Promise<LaneReport>;
  /** +1, up the lane's own way. */
  increment(): Promise<void>;
}

export interface LabParts {
  readonly page: Page;
  readonly url: string;
  /** Gives what is done a name, in reports and traces. */
  readonly step: Call;
  /** Until the test's own time is up; undefined: it has no limit. */
  readonly timeLeftMs: () => number | undefined;
}

export function createLab({ page, url, step, timeLeftMs }: LabParts): Lab {
  const call: Call = (title, body) => {
    const from = callersOf(new Error());
    return step(`lab.${title}`, () => inPlainWords(body, from));
  };
  /** A look is no step: a test may look often. */
  const look = <T>(body: () => Promise<T>): Promise<T> => inPlainWords(body, callersOf(new Error()));
  const figures = () => look(() => page.evaluate(() => window.ladder.figures()));

  function until(title: string, condition: PageCondition, timeoutMs = timeLeftMs()): Promise<PageFigures> {
    return call(title, () =>
      page.evaluate(([asked, ms]) => window.ladder.until(asked, ms), [condition, timeoutMs] as const),
    );
  }

  async function load(address: string): Promise<void> {
    // A page that cannot be had at all says so itself, in Playwright's words.
    await page.goto(address);
    const isThere = () => "ladder" in window; // soon after the page has loaded
    const found = await page.waitForFunction(isThere, undefined, { timeout: 15_000 }).catch(() => undefined);
    if (found) return;
    throw new Error(`there is no lab at ${address}: LAB_URL says where it is, npm run build makes its page`);
  }

  function laneOf(transport: TransportName): LabLane {
    const name = `lane("${transport}")`;
    const report = (from: PageFigures): LaneReport => {
      const lane = from.lanes[transport];
      if (lane) return lane;
      const others = Object.keys(from.lanes).join(", ") || "none yet";
      throw new Error(`lab.${name}: expected one of the run's lanes (${others})`);
    };
    return {
      locator: page.getByTestId(`lane-${transport}`),
      figures: () => look(async () => report(await figures())),
      state: () => look(async () => report(await figures()).state),
      value: () => look(async () => report(await figures()).value),
      samples: () => look(() => page.evaluate((lane) => window.ladder.samples(lane), transport)),
      until: async (condition, timeoutMs) =>
        report(await until(`${name}.until`, { ...condition, lanes: [transport] }, timeoutMs)),
      // The button, as it waits until the lane can send.
      increment: () => call(`${name}.increment`, () => page.getByTestId(`increment-${transport}`).click()),
    };
  }

  return {
    page,
    url,
    open: (scenario, { isStarted = true } = {}) =>
      call("open", async () => {
        await load(addressOf(url, scenario));
        if (!isStarted) return;
        await page.evaluate(async (ms) => {
          window.ladder.start();
          await window.ladder.until({}, ms);
        }, timeLeftMs());
      }),
    lane: laneOf,
    figures,
    until: (condition, timeoutMs) => until("until", condition, timeoutMs),
    change: (parts) => call("change", () => page.evaluate((asked) => window.ladder.change(asked), parts)),
    reset: () => call("reset", () => page.evaluate(() => window.ladder.reset())),
    stop: () => call("stop", () => page.evaluate(() => window.ladder.stop())),
    meter: () =>
      call("meter", async () => {
        const session = await page.evaluate(() => window.ladder.session);
        const answer = await page.request.get(`${url}/api/sessions/${session}/meter`);
        return (await answer.json()) as SessionMeter;
      }),
    trace: () => call("trace", () => page.evaluate(() => window.ladder.trace())),
    csv: () => call("csv", () => page.evaluate(() => window.ladder.csv())),
    network: createLabNetwork(page, (title, body) => call(`network.${title}`, body)),
  };
}

/** The address of a scenario on the lab at `url`: of its parts, of a query, or of a link, whose own host does not matter. */
function addressOf(url: string, scenario: string | ScenarioParts): string {
  if (typeof scenario !== "string") return `${url}/?${formatScenario(withParts(DEFAULT_SCENARIO, scenario))}`;
  if (!scenario.includes("?")) return `${url}/?${scenario}`;
  const { pathname, search } = new URL(scenario, url);
  return url + pathname + search;
}
