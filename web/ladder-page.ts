import { ACTS, type Act, parseFaults } from "#protocol/network.ts";
import type { LadderPage, LaneReport, PageCondition, PageFigures } from "#protocol/page.ts";
import { refuse } from "#protocol/refusal.ts";
import { DEFAULT_SCENARIO, formatScenario, parseScenario, withParts } from "#protocol/scenario.ts";
import { isTransport, type TransportName } from "#protocol/transports.ts";
import { writeCsv } from "./exports/csv.ts";
import type { LaneView } from "./measuring/snapshot.ts";
import { lackOf, parseCondition } from "./page-condition.ts";
import type { Lab } from "./state/lab.ts";

declare global {
  interface Window {
    ladder: LadderPage;
  }
}

/** So long is waited for anything that is asked for, unless told otherwise, ms. */
const PATIENCE_MS = 60_000;

/** The page as a script sees it: the same state as the controls', in plain data. */
export function createLadderPage(lab: Lab): LadderPage {
  const scenario = () => lab.state.settings.scenario;

  function figures(): PageFigures {
    const { snapshot } = lab;
    const lanes = scenario().lanes.flatMap((name) =>
      snapshot ? [[name, report(snapshot.lanes[name])]] : [],
    );
    return {
      at: snapshot?.at ?? Date.now(),
      isRunning: lab.state.isRunning,
      clock: snapshot?.clock,
      updates: snapshot?.updates ?? 0,
      lanes: Object.fromEntries(lanes),
    };
  }

  /** Looks whenever something has changed, until there is an answer or a reason why there will be none. */
  function wait<T>(look: () => T | undefined, lacking: () => string, timeoutMs = PATIENCE_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const stops = [lab, lab.engine, lab.network].map(({ subscribe }) => subscribe(check));
      const timer = setTimeout(
        () => end(() => reject(new Error(`within ${timeoutMs} ms: ${lacking()}${trouble(lab)}`))),
        timeoutMs,
      );
      check();

      function check(): void {
        try {
          const answer = look();
          if (answer !== undefined) end(() => resolve(answer));
        } catch (error) {
          end(() => reject(error));
        }
      }

      function end(settle: () => void): void {
        clearTimeout(timer);
        for (const stop of stops) stop();
        settle();
      }
    });
  }

  function requireGoodLink(): void {
    if (lab.state.refusal !== undefined) throw new Error(`the link was refused: ${lab.state.refusal}`);
  }

  /** Resolves once the network can be told something. */
  async function openNetwork(): Promise<void> {
    if (!scenario().network) throw new Error("network: expected one, as net=on in the link gives, got none");
    if (!lab.state.isRunning) throw new Error("network: expected a run that goes on, got none");
    await wait(
      () => {
        const { phase, trouble } = lab.network.state;
        if (phase === "gone" || phase === "closed")
          throw new Error(`network: it is gone: ${trouble ?? "the run has ended"}`);
        return phase === "open" || undefined;
      },
      () => "expected the network to open",
    );
  }

  /** Resolves once the network has done what it was told; rejects with its own words where it has not. */
  function settled(isDone: () => boolean): Promise<true> {
    const look = () => {
      const { trouble } = lab.network.state;
      if (trouble !== undefined) throw new Error(`network: ${trouble}`);
      return isDone() || undefined;
    };
    return wait(look, () => "expected the network to say that it is done");
  }

  return {
    v: 1,
    session: lab.session,
    scenario() {
      requireGoodLink();
      return scenario();
    },
    change(parts) {
      requireGoodLink();
      const unknown = Object.keys(parts).find((key) => !(key in DEFAULT_SCENARIO));
      if (unknown) refuse("bad-request", unknown, Object.keys(DEFAULT_SCENARIO).join(", "), unknown);
      // The way through the link holds every value against its bounds.
      lab.change(parseScenario(formatScenario(withParts(scenario(), parts))));
    },
    start() {
      requireGoodLink();
      lab.start();
    },
    stop: lab.stop,
    async reset() {
      if (!lab.state.isRunning) throw new Error("reset: expected a run that goes on, got none");
      const { run } = lab;
      const reset = lab.reset();
      await wait(
        () => {
          if (lab.run !== run || !lab.state.isRunning) throw new Error("reset: the run has ended");
          return (lab.snapshot?.resetDone ?? 0) >= reset || undefined;
        },
        () => "expected the server to count from zero",
      );
    },
    figures,
    samples(transport) {
      requireTransport(transport);
      return lab.samples.of(transport);
    },
    async until(asked, timeoutMs) {
      requireGoodLink();
      const condition = parseCondition(asked);
      const absent = condition.lanes?.find((name) => !scenario().lanes.includes(name));
      if (absent)
        refuse("bad-request", "lanes", `some of the scenario's (${scenario().lanes.join(", ")})`, absent);
      const lacks = () => lacksOf(condition, figures(), condition.lanes ?? scenario().lanes);
      return wait(
        () => (isBegun(lab) && lacks().length === 0 ? figures() : undefined),
        () => (isBegun(lab) ? lacks().join("; ") : "expected the lanes to open"),
        timeoutMs,
      );
    },
    increment(transport) {
      requireTransport(transport);
      const { kind = "off" } = lab.snapshot?.lanes[transport].state ?? {};
      // What is said before there is a connection would be lost.
      if (kind === "off" || kind === "connecting")
        throw new Error(`${transport}: expected a lane that can send, got one that is ${kind}`);
      lab.increment(transport);
    },
    network: {
      async set(asked) {
        const faults = parseFaults(asked);
        await openNetwork();
        lab.setFaults(faults);
        const wanted = Object.entries(faults);
        await settled(() => {
          const now: Readonly<Record<string, unknown>> = { ...lab.network.state.faults };
          return wanted.every(([field, value]) => now[field] === value);
        });
      },
      async act(act, forMs) {
        requireAct(act, lab);
        await openNetwork();
        const before = new Set(lab.network.tape.incidents);
        lab.act(act, forMs);
        await settled(() => lab.network.tape.incidents.some((one) => one.words === act && !before.has(one)));
      },
    },
    csv() {
      if (!lab.snapshot) throw new Error("there are no figures yet");
      return writeCsv(lab.snapshot.lanes);
    },
    async trace() {
      const { exportRun } = await import("./exports/export-run.ts");
      return (await exportRun(lab, "trace", new Date())).content.text();
    },
  };
}

/** The lanes have opened, and this run's figures are here. */
function isBegun({ snapshot }: Lab): boolean {
  return snapshot?.startedAt !== undefined;
}

function lacksOf(
  condition: PageCondition,
  { lanes }: PageFigures,
  names: readonly TransportName[],
): string[] {
  return names.flatMap((name) => lackOf(name, lanes[name], condition) ?? []);
}

function report({ value, state, isWell, figures, meter }: LaneView): LaneReport {
  return { state: state.kind, isWell, value, browser: figures, server: meter };
}

function requireTransport(name: string): void {
  if (!isTransport(name))
    refuse("bad-request", "transport", "short-polling, long-polling, sse or websocket", name);
}

function requireAct(act: Act, { state }: Lab): void {
  if (!ACTS.includes(act)) refuse("bad-request", "act", `one of ${ACTS.join(", ")}`, act);
  const { network, server } = state.settings.scenario;
  if (network && server === "lab" && (act === "crash" || act === "deploy"))
    refuse("bad-request", "server", `own, as server=own in the link gives it, for a ${act}`, server);
}

/** What else is amiss, that may be why. */
function trouble({ state, engine, network }: Lab): string {
  const said = [engine.failure, network.state.trouble, state.isRunning ? undefined : "nothing runs"];
  return said.map((words) => (words === undefined ? "" : ` (${words})`)).join("");
}
