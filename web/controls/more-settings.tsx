import type { ReactNode } from "react";
import { PAGE_PARTS, type PagePart } from "#protocol/scenario.ts";
import { BURST, type Schedule } from "#protocol/schedule.ts";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import { useLab, useLabState, useShown } from "../state/lab-context.ts";
import { Choice } from "./choice.tsx";
import { NumberField } from "./number-field.tsx";

const PATTERNS: Readonly<Record<Schedule["pattern"], string>> = {
  periodic: "evenly",
  poisson: "at random (Poisson)",
  bursty: `in bursts of ${BURST}`,
};
const PARTS: Readonly<Record<PagePart, string>> = {
  board: "Fault board",
  timeline: "Time axis",
  charts: "Charts",
  comparison: "Comparison",
};
const COUNTERS = { private: "my own", shared: "everybody's" } as const;

/** Everything else that a run depends on. */
export function MoreSettings(): ReactNode {
  const { change } = useLab();
  const { scenario } = useLabState().settings;
  const { counter, schedule, lanes, holdS, etag } = scenario;
  const isShared = counter === "shared";
  return (
    <details className="more-settings">
      <summary>More settings</summary>
      <div className="settings panel">
        <Choice
          label="Counter"
          value={counter}
          options={COUNTERS}
          choose={(next) => change({ counter: next })}
        />
        <Choice
          label="Counts"
          value={schedule.pattern}
          options={PATTERNS}
          disabled={isShared}
          choose={(pattern) => change({ schedule: { ...schedule, pattern } })}
        />
        <NumberField
          label="Seed"
          value={schedule.seed}
          min={0}
          max={0xffff_ffff}
          disabled={isShared}
          settle={(seed) => change({ schedule: { ...schedule, seed } })}
        />
        <NumberField
          label="Hold a long poll, s"
          value={holdS}
          min={1}
          max={60}
          settle={(seconds) => change({ holdS: seconds })}
        />
        <label className="flag">
          <input
            type="checkbox"
            checked={etag}
            onChange={(event) => change({ etag: event.target.checked })}
          />
          Short polls ask with an ETag
        </label>
        {etag && scenario.network && (
          <p className="quiet">
            Through a network the browser asks first whether it may (a CORS preflight), once for each URL. The
            position is in the URL, so the first poll after each new value costs two requests.
          </p>
        )}
        <fieldset className="lane-flags">
          <legend className="quiet">Lanes</legend>
          {TRANSPORTS.map((transport) => (
            <label key={transport} className="flag" data-transport={transport}>
              <input
                type="checkbox"
                checked={lanes.includes(transport)}
                onChange={(event) =>
                  change({
                    lanes: TRANSPORTS.filter((name) =>
                      name === transport ? event.target.checked : lanes.includes(name),
                    ),
                  })
                }
              />
              {LABELS[transport]}
            </label>
          ))}
        </fieldset>
        <fieldset className="lane-flags">
          <legend className="quiet">Shown</legend>
          {PAGE_PARTS.map((part) => (
            <ShowFlag key={part} part={part} />
          ))}
        </fieldset>
        {isShared && (
          <p className="quiet">
            The shared counter is the server's: its schedule is set for all, with RATE, at the start.
          </p>
        )}
      </div>
    </details>
  );
}

function ShowFlag({ part }: { readonly part: PagePart }): ReactNode {
  const [isShown, show] = useShown(part);
  return (
    <label className="flag">
      <input
        type="checkbox"
        data-testid={`show-${part}`}
        checked={isShown}
        onChange={({ target }) => show(target.checked)}
      />
      {PARTS[part]}
    </label>
  );
}
