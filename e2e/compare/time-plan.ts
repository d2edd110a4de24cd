import { parseScenario, type Scenario } from "#protocol/scenario.ts";
import type { Case, Setting } from "./setting.ts";

/** To open a tab, to load the page, to come to rest and to close, on two idle cores, ms: what a rehearsal says of this machine counts. */
const AROUND_MS = 2600;
/** So much of that is the page's own work, for each time that its processor is slower. */
const SLOWER = 0.2;
/** A browser of its own, for a tab in the background, ms. */
const OWN_BROWSER_MS = 700;
/** A question and its answer, beside what the network takes, ms. */
const EXCHANGE_MS = 10;
/** Over this many times what is expected, and this much on top, a case is given up. */
const [PATIENCE, PATIENCE_MS] = [4, 30_000];

/** How long a case will take, as far as its scenario tells, ms; `aroundMs`: what is around its messages. */
export function expectedMs(
  { setting: name, transport }: Case,
  settings: readonly Setting[],
  aroundMs = AROUND_MS,
): number {
  const setting = settings.find((one) => one.name === name);
  if (!setting) return 0;
  const { background, cpuSlowdown } = setting;
  const slower = 1 + SLOWER * (cpuSlowdown - 1);
  return messagesMs(transport, setting) + aroundMs * slower + (background ? OWN_BROWSER_MS : 0);
}

/** How long its messages may take: beyond that it is a failure, ms. */
export function limitMs({ transport }: Case, setting: Setting): number {
  return PATIENCE * messagesMs(transport, setting) + PATIENCE_MS;
}

/** How long its messages take, ms. */
export function messagesMs(transport: Case["transport"], { link, messages, warmUp }: Setting): number {
  const scenario = parseScenario(link);
  const caught = transport === "short-polling" ? 1 : 0; // the poll after which it begins to count
  return (messages + warmUp + caught) * gapMs(transport, scenario) + troubleMs(scenario);
}

/** From one message to the next, as the transport delivers them: who asks gets the newest, once for each question. */
function gapMs(transport: Case["transport"], { schedule, pollMs, network }: Scenario): number {
  const updateMs = 1000 / schedule.rate;
  const { latencyMs = 0, jitterMs = 0 } = network ?? {};
  const exchangeMs = 2 * latencyMs + jitterMs + EXCHANGE_MS; // each way half the jitter, in the mean
  if (transport === "short-polling") return Math.max(updateMs, pollMs, exchangeMs);
  if (transport !== "long-polling") return updateMs;
  // Where updates come at random: the mean of the longer of the two, one of which is exponential.
  return schedule.pattern === "poisson"
    ? exchangeMs + updateMs * Math.exp(-exchangeMs / updateMs)
    : Math.max(updateMs, exchangeMs);
}

/** While a script holds everything up, nothing comes. */
function troubleMs({ script }: Scenario): number {
  return script.reduce((sum, { forMs = 0 }) => sum + forMs, 0);
}
