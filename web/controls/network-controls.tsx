import type { ReactNode } from "react";
import { NO_FAULTS } from "#protocol/network.ts";
import { PROFILES } from "#protocol/profiles.ts";
import type { Scenario } from "#protocol/scenario.ts";
import { formatScript } from "#protocol/script.ts";
import { sayNetwork } from "../network/words.ts";
import { useLab, useLabState, useNetwork, useShown, useSlowSnapshot } from "../state/lab-context.ts";
import { Choice } from "./choice.tsx";
import { FaultBoard } from "./fault-board.tsx";
import "./network.css";

const STRAIGHT = "straight";
const CLEAN = "clean";
const AS_SET = "as set";
const WAYS = {
  [STRAIGHT]: "straight to the server",
  [CLEAN]: "a network without faults",
  ...Object.fromEntries(PROFILES.map(({ name }) => [name, name])),
};

/** What lies between page and server, and a board to break it, which is quiet until wanted. */
export function NetworkControls(): ReactNode {
  const { change } = useLab();
  const { scenario } = useLabState().settings;
  const way = wayOf(scenario);
  const [isBoardOpen, openBoard] = useShown("board");
  return (
    <>
      <div className="network-way">
        <Choice
          label="Network"
          value={way}
          options={way === AS_SET ? { ...WAYS, [AS_SET]: "as set below" } : WAYS}
          choose={(name) => change(scenarioOf(name, scenario))}
        />
        <NetworkWords />
      </div>
      <details
        className="more-settings fault-board"
        open={isBoardOpen}
        onToggle={({ currentTarget }) => openBoard(currentTarget.open)}
      >
        <summary>Break it</summary>
        <FaultBoard />
      </details>
    </>
  );
}

/** The network's state in words; as it stands, not as it was set. */
function NetworkWords(): ReactNode {
  const { engine, network } = useLab();
  const state = useNetwork();
  useSlowSnapshot(200); // durations go on
  const now = (engine.now() ?? 0) + network.tape.offsetMs;
  return (
    <output aria-live="off" className="network-words figure" data-testid="network" data-phase={state.phase}>
      {sayNetwork(state, now)}
    </output>
  );
}

function wayOf({ network, script }: Scenario): string {
  if (!network) return STRAIGHT;
  const is = (faults: object, cues: Scenario["script"]) =>
    JSON.stringify(faults) === JSON.stringify(network) && formatScript(cues) === formatScript(script);
  if (is(NO_FAULTS, [])) return CLEAN;
  return PROFILES.find(({ faults, script: cues }) => is(faults, cues))?.name ?? AS_SET;
}

function scenarioOf(way: string, { network, script }: Scenario): Partial<Scenario> {
  if (way === STRAIGHT) return { network: undefined };
  if (way === AS_SET) return { network, script };
  const profile = PROFILES.find(({ name }) => name === way);
  return { network: profile?.faults ?? NO_FAULTS, script: profile?.script ?? [], server: "lab" };
}
