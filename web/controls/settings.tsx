import type { Scenario } from "#protocol/scenario.ts";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import type { Dashboard } from "../state/dashboard.ts";
import { Slider } from "./slider.tsx";
import { HOLD } from "./steps.ts";

interface SettingsProps {
  readonly dashboard: Dashboard;
  readonly scenario: Scenario;
}

const PATTERNS = { periodic: "evenly", poisson: "at random (Poisson)", bursty: "ten at once" } as const;

/** The settings that are changed now and then. */
export function Settings({ dashboard, scenario }: SettingsProps) {
  const { schedule, lanes } = scenario;
  const isShared = scenario.counter === "shared";
  return (
    <details className="settings">
      <summary>More settings</summary>
      <div className="fields">
        <fieldset>
          <legend>Lanes</legend>
          {TRANSPORTS.map((transport) => (
            <label key={transport}>
              <input
                type="checkbox"
                checked={lanes.includes(transport)}
                onChange={({ target }) =>
                  dashboard.change({
                    lanes: TRANSPORTS.filter((one) =>
                      one === transport ? target.checked : lanes.includes(one),
                    ),
                  })
                }
              />
              {LABELS[transport]}
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>Counter</legend>
          {(["private", "shared"] as const).map((counter) => (
            <label key={counter}>
              <input
                type="radio"
                name="counter"
                checked={scenario.counter === counter}
                onChange={() => dashboard.change({ counter })}
              />
              {counter === "private" ? "my own" : "everyone's"}
            </label>
          ))}
        </fieldset>
        <fieldset disabled={isShared}>
          <legend>Updates come</legend>
          {(Object.keys(PATTERNS) as (keyof typeof PATTERNS)[]).map((pattern) => (
            <label key={pattern}>
              <input
                type="radio"
                name="pattern"
                checked={schedule.pattern === pattern}
                onChange={() => dashboard.change({ schedule: { ...schedule, pattern } })}
              />
              {PATTERNS[pattern]}
            </label>
          ))}
          <label>
            Seed
            <input
              type="number"
              min={0}
              max={0xffff_ffff}
              value={schedule.seed}
              onChange={({ target }) => {
                const seed = target.valueAsNumber;
                if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff)
                  dashboard.change({ schedule: { ...schedule, seed } });
              }}
            />
          </label>
        </fieldset>
        <fieldset>
          <legend>Polling</legend>
          <Slider
            name="Long poll held for"
            steps={HOLD}
            value={scenario.holdS}
            onChange={(holdS) => dashboard.change({ holdS })}
          />
          <label>
            <input
              type="checkbox"
              checked={scenario.etag}
              onChange={({ target }) => dashboard.change({ etag: target.checked })}
            />
            short polls ask with an ETag
          </label>
        </fieldset>
      </div>
    </details>
  );
}
