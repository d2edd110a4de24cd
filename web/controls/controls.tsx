import type { ReactNode } from "react";
import { ExportMenu } from "../exports/export-menu.tsx";
import { useLab, useLabState, useSlowSnapshot } from "../state/lab-context.ts";
import { showBytes, showMs, text } from "../words/format.ts";
import { ChoiceSlider } from "./choice-slider.tsx";
import { MoreSettings } from "./more-settings.tsx";
import { NetworkControls } from "./network-controls.tsx";
import { Presets } from "./presets.tsx";
import { RunButtons } from "./run-buttons.tsx";
import "./controls.css";

const RATES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];
const PADDINGS = [0, 20, 100, 500, 1000, 4000, 16_000, 65_536];
const POLLS = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000];

/** The whole scenario. What is turned most often stands in the bar; the rest is one step away. */
export function Controls(): ReactNode {
  const { change } = useLab();
  const { scenario } = useLabState().settings;
  const { schedule, counter, pollMs } = scenario;
  const isShared = counter === "shared";
  return (
    <section className="controls" aria-label="Controls">
      <RunButtons />
      <ChoiceSlider
        label="Updates"
        value={schedule.rate}
        choices={RATES}
        say={(rate) => `${rate} / s`}
        disabled={isShared}
        choose={(rate) => change({ schedule: { ...schedule, rate } })}
      />
      <ChoiceSlider
        label="Padding"
        value={schedule.padding}
        choices={PADDINGS}
        say={(bytes) => text(showBytes(bytes))}
        disabled={isShared}
        choose={(padding) => change({ schedule: { ...schedule, padding } })}
      />
      <ChoiceSlider
        label="Poll every"
        value={pollMs}
        choices={POLLS}
        say={(ms) => text(showMs(ms))}
        choose={(ms) => change({ pollMs: ms })}
      />
      <div className="controls second-row">
        <NetworkControls />
        <MoreSettings />
        <Presets />
        <ExportMenu />
        <UpdatesSoFar />
      </div>
    </section>
  );
}

function UpdatesSoFar(): ReactNode {
  const snapshot = useSlowSnapshot(200);
  if (!snapshot) return null;
  return (
    <p className="updates quiet">
      <span className="figure">{snapshot.updates}</span> updates
    </p>
  );
}
