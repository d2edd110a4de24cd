import type { Dashboard, DashboardState } from "../state/dashboard.ts";
import { Settings } from "./settings.tsx";
import { Slider } from "./slider.tsx";
import { PADDING, POLL, RATE } from "./steps.ts";
import "./controls.css";

interface RunBarProps {
  readonly dashboard: Dashboard;
  readonly state: DashboardState;
}

/** Start and pause, what is changed most often, and behind a fold all the rest. */
export function RunBar({ dashboard, state: { scenario, isStarted, snapshot } }: RunBarProps) {
  const { schedule } = scenario;
  const isShared = scenario.counter === "shared";
  const set = (changed: Partial<typeof schedule>) =>
    dashboard.change({ schedule: { ...schedule, ...changed } });
  return (
    <section className="controls" aria-label="Controls">
      <div className="run-bar">
        {isStarted && !schedule.paused ? (
          <button
            type="button"
            className="main"
            data-testid="pause"
            disabled={isShared}
            title={isShared ? "The shared counter is everyone's" : undefined}
            onClick={() => set({ paused: true })}
          >
            <span aria-hidden="true">❚❚</span> Pause
          </button>
        ) : (
          <button
            type="button"
            className="main"
            data-testid="start"
            onClick={isStarted ? () => set({ paused: false }) : dashboard.start}
          >
            <span aria-hidden="true">▶</span> {isStarted ? "Go on" : "Start"}
          </button>
        )}
        <Slider
          name="Updates"
          steps={RATE}
          value={schedule.rate}
          disabled={isShared}
          onChange={(rate) => set({ rate })}
        />
        <Slider
          name="Padding"
          steps={PADDING}
          value={schedule.padding}
          disabled={isShared}
          onChange={(padding) => set({ padding })}
        />
        <Slider
          name="Poll every"
          steps={POLL}
          value={scenario.pollMs}
          onChange={(pollMs) => dashboard.change({ pollMs })}
        />
        <p className="updates">
          {snapshot ? `${snapshot.updates.toLocaleString("en")} updates since start` : ""}
        </p>
        <button type="button" data-testid="reset" disabled={!isStarted} onClick={dashboard.reset}>
          Reset
        </button>
      </div>
      <Settings dashboard={dashboard} scenario={scenario} />
    </section>
  );
}
