import type { ReactNode } from "react";
import { ACTS, type Act, type Faults, NO_FAULTS } from "#protocol/network.ts";
import { PROFILES } from "#protocol/profiles.ts";
import { useLab, useLabState, useNetwork } from "../state/lab-context.ts";
import { showBytes, showMs, text } from "../words/format.ts";
import { ChoiceSlider } from "./choice-slider.tsx";
import { NumberField } from "./number-field.tsx";
import { BytesAgreed, Ports } from "./ports.tsx";
import { ScriptField } from "./script-field.tsx";

type Amount = { [F in keyof Faults]: Faults[F] extends number ? F : never }[keyof Faults];
type Flag = Exclude<keyof Faults, Amount>;

interface AmountControl {
  readonly field: Amount;
  readonly label: string;
  readonly choices: readonly number[];
  readonly say: (value: number) => string;
}
const AMOUNTS: readonly AmountControl[] = [
  {
    field: "latencyMs",
    label: "Latency, each way",
    choices: [0, 5, 10, 25, 50, 100, 200, 500, 1000, 2000],
    say: (ms) => (ms === 0 ? "none" : text(showMs(ms))),
  },
  {
    field: "jitterMs",
    label: "Jitter",
    choices: [0, 5, 10, 25, 50, 100, 200, 500, 1000],
    say: (ms) => (ms === 0 ? "none" : `0 to ${text(showMs(ms))}`),
  },
  {
    field: "bytesPerSecond",
    label: "Bandwidth",
    choices: [1000, 2000, 8000, 20_000, 62_500, 200_000, 1_000_000, 6_250_000, 0],
    say: (rate) => (rate === 0 ? "no limit" : `${text(showBytes(rate, 999.5))}/s`),
  },
  {
    field: "bufferBytes",
    label: "A proxy buffers",
    choices: [0, 1024, 4096, 16_384, 65_536, 1 << 20],
    say: (bytes) => (bytes === 0 ? "nothing" : text(showBytes(bytes))),
  },
  {
    field: "idleMs",
    label: "A proxy closes after",
    choices: [1000, 5000, 10_000, 20_000, 60_000, 0],
    say: (ms) => (ms === 0 ? "never" : text(showMs(ms))),
  },
];
const FLAGS: Readonly<Record<Flag, string>> = {
  stall: "Stall: nothing passes, nothing closes",
  blackhole: "New connections open into nothing",
  refuseUpgrades: "A proxy refuses upgrades",
};
const ACT_WORDS: Readonly<Record<Act, readonly [name: string, title: string]>> = {
  cut: ["Cut", "Both sides get a RST"],
  close: ["Close", "Both sides get a FIN"],
  "half-open": ["Half-open", "The server is told, the browser never is"],
  vanish: ["Vanish", "The browser is told, the server never is"],
  crash: ["Crash", "The server is killed, and back after two seconds"],
  deploy: ["Deploy", "The server is asked to go, and back after two seconds"],
};
const AWAY_MS = 2000;

/** Every fault that the network knows, and what can be done to it once. */
export function FaultBoard(): ReactNode {
  const lab = useLab();
  const { scenario } = useLabState().settings;
  const { phase, wanted } = useNetwork();
  // While there is a network it counts what holds there: a script may have changed what the scenario set.
  const faults = phase === "open" ? wanted : (scenario.network ?? NO_FAULTS);
  const why = PROFILES.find((profile) => JSON.stringify(profile.faults) === JSON.stringify(faults))?.why;
  return (
    <div className="settings panel">
      <fieldset className="faults">
        <legend className="unseen">Faults, all the time</legend>
        {AMOUNTS.map(({ field, label, choices, say }) => (
          <ChoiceSlider
            key={field}
            label={label}
            value={faults[field]}
            choices={choices}
            say={say}
            choose={(value) => lab.setFaults({ [field]: value })}
          />
        ))}
      </fieldset>
      <fieldset className="faults">
        <legend className="unseen">Faults, on or off</legend>
        {Object.entries(FLAGS).map(([field, words]) => (
          <label key={field} className="flag">
            <input
              type="checkbox"
              checked={faults[field as Flag]}
              onChange={({ target }) => lab.setFaults({ [field]: target.checked })}
            />
            {words}
          </label>
        ))}
        <label className="flag">
          <input
            type="checkbox"
            checked={scenario.server === "own"}
            onChange={({ target }) =>
              lab.change({
                network: scenario.network ?? NO_FAULTS,
                server: target.checked ? "own" : "lab",
                script: target.checked ? scenario.script : scenario.script.filter((cue) => !isAway(cue)),
              })
            }
          />
          A server of my own, which may crash
        </label>
      </fieldset>
      <div className="happenings">
        <ActButtons />
        <ScriptField />
        <NumberField
          label="Stop after, s (0: never)"
          value={scenario.durationS}
          min={0}
          max={3600}
          settle={(durationS) => lab.change({ durationS })}
        />
      </div>
      <Ports />
      <BytesAgreed />
      {why && <p className="quiet why">{why}</p>}
    </div>
  );
}

const isAway = (cue: object) => "act" in cue && (cue.act === "crash" || cue.act === "deploy");

function ActButtons(): ReactNode {
  const { act } = useLab();
  const { scenario } = useLabState().settings;
  const { phase } = useNetwork();
  return (
    <fieldset className="acts">
      <legend className="unseen">Once, to all that is open</legend>
      {ACTS.map((name) => {
        const [words, title] = ACT_WORDS[name];
        const needsServer = isAway({ act: name });
        const isMissing = needsServer && scenario.server !== "own";
        return (
          <button
            key={name}
            type="button"
            data-testid={`act-${name}`}
            title={isMissing ? "Needs a server of your own" : title}
            disabled={phase !== "open" || isMissing}
            onClick={() => act(name, needsServer ? AWAY_MS : undefined)}
          >
            {words}
          </button>
        );
      })}
    </fieldset>
  );
}
