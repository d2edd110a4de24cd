import { type ReactNode, useState } from "react";
import type { TransportName } from "#protocol/transports.ts";
import { useLab, useSlowSnapshot } from "../state/lab-context.ts";
import { currentPalette, rem } from "../theme/palette.ts";
import { SPAN_MS } from "./axis.ts";
import { drawTimeline } from "./draw-timeline.ts";
import { useDrawing } from "./drawing.ts";
import { nearestTo, newestOfAll, sayUpdate, updateOf } from "./selection.ts";
import "./timeline.css";

export interface TimelineProps {
  readonly rungs: readonly TransportName[];
  readonly isLabelled: boolean;
}

/** The last twenty seconds of all lanes under one ruler. Point at an update, or step through with the arrow keys. */
export function Timeline({ rungs, isLabelled }: TimelineProps): ReactNode {
  const { engine, history } = useLab();
  const [seq, select] = useState<number>();
  const canvas = useDrawing(
    (context, size) => {
      const now = engine.now();
      if (now === undefined) return;
      drawTimeline(context, {
        ...size,
        history,
        rungs,
        now,
        rem: rem(),
        palette: currentPalette(),
        selected: seq === undefined ? undefined : updateOf(history, seq),
        isLabelled,
      });
    },
    [seq],
    true,
  );
  const isEmpty = useSlowSnapshot(1000) === undefined;

  function pointAt(clientX: number): void {
    const box = canvas.current?.getBoundingClientRect();
    const now = engine.now();
    if (!box || now === undefined) return;
    select(nearestTo(history, now - SPAN_MS * (1 - (clientX - box.left) / box.width))?.seq);
  }

  return (
    <figure
      className="timeline"
      aria-label="Time axis"
      onPointerMove={(event) => pointAt(event.clientX)}
      onPointerLeave={() => select(undefined)}
    >
      <canvas ref={canvas} />
      {isEmpty && (
        <p className="timeline-empty quiet">
          <span>Press Start, and each update comes down here four times.</span>
        </p>
      )}
      <UpdateStepper rungs={rungs} seq={seq} select={select} />
    </figure>
  );
}

interface UpdateStepperProps {
  readonly rungs: readonly TransportName[];
  readonly seq: number | undefined;
  readonly select: (seq: number | undefined) => void;
}

/** The same choice by keyboard, and in words. */
function UpdateStepper({ rungs, seq, select }: UpdateStepperProps): ReactNode {
  const { history } = useLab();
  const snapshot = useSlowSnapshot(1000);
  const oldest = snapshot ? snapshot.at - SPAN_MS : 0;
  const shown = seq === undefined ? newestOfAll(history, rungs, oldest) : updateOf(history, seq);
  const newest = history.updates.newestFirst().next().value;
  return (
    <input
      className="timeline-stepper"
      type="range"
      aria-label="Update on the time axis"
      aria-valuetext={shown ? sayUpdate(history, rungs, shown) : "no update yet"}
      disabled={!newest}
      min={nearestTo(history, oldest)?.seq ?? 0}
      max={newest?.seq ?? 0}
      value={shown?.seq ?? 0}
      onChange={(event) => select(Number(event.target.value))}
      onBlur={() => select(undefined)}
    />
  );
}
