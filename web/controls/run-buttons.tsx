import type { ReactNode } from "react";
import { useLab, useLabState } from "../state/lab-context.ts";

/** Start and stop the run, hold the counter, forget the figures. */
export function RunButtons(): ReactNode {
  const lab = useLab();
  const { settings, isRunning, refusal } = useLabState();
  const { schedule, counter } = settings.scenario;
  const isShared = counter === "shared";
  return (
    <div className="run-buttons">
      {isRunning ? (
        <button type="button" data-testid="stop" onClick={lab.stop}>
          Stop
        </button>
      ) : (
        <button
          type="button"
          className="leading"
          data-testid="start"
          disabled={refusal !== undefined}
          onClick={lab.start}
        >
          Start
        </button>
      )}
      <button
        type="button"
        className={isRunning && !isShared ? "leading" : ""}
        data-testid="pause"
        disabled={!isRunning || isShared}
        title={isShared ? "The shared counter is the server's: nobody pauses it" : undefined}
        onClick={() => lab.change({ schedule: { ...schedule, paused: !schedule.paused } })}
      >
        {schedule.paused ? "Resume" : "Pause"}
      </button>
      <button type="button" data-testid="reset" disabled={!isRunning} onClick={lab.reset}>
        Reset
      </button>
    </div>
  );
}
