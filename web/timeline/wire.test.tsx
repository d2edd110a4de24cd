import { type ReactNode, useState } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { createLiveTape, type LiveTape } from "../network/live-tape.ts";
import { useWireOf, type Wire } from "./wire.ts";

const entries = (...ids: number[]) => ids.map((id) => ({ id, sentAt: id }) as Entry);

type Step = (wire: Wire) => void;

interface WalkerProps {
  readonly tape: LiveTape;
  readonly steps: Step[];
  readonly saw: (wire: Wire) => void;
}

/** Renders once after each step. */
function Walker({ tape, steps, saw }: WalkerProps): ReactNode {
  const [, again] = useState(0);
  const wire = useWireOf(tape, TRANSPORTS, () => 9);
  saw(wire);
  const step = steps.shift();
  step?.(wire);
  if (step) again((count) => count + 1);
  return null;
}

/** How the wire stands after the last step. */
function walk(tape: LiveTape, steps: Step[]): Wire | undefined {
  let last: Wire | undefined;
  const saw = (wire: Wire) => {
    last = wire;
  };
  renderToStaticMarkup(<Walker tape={tape} steps={steps} saw={saw} />);
  return last;
}

function begin(): LiveTape {
  const tape = createLiveTape({ offsetMs: () => 0, dissect: async () => undefined });
  tape.absorb({ first: 1, changed: entries(1, 2, 3), updates: [], lost: 0, unrecorded: 0 });
  return tape;
}

test("what is picked and held stays while the run goes on", () => {
  const tape = begin();
  const wire = walk(tape, [
    (wire) => wire.pick(2),
    (wire) => wire.setView({ ...wire.view, until: 5 }),
    () => tape.absorb({ first: 1, changed: entries(4), updates: [], lost: 0, unrecorded: 0 }),
  ]);
  expect(wire).toMatchObject({ picked: 2, view: { until: 5 } });
});

test("the next run forgets what was picked and held of the one before, whose ids come again", () => {
  const tape = begin();
  const wire = walk(tape, [
    ({ pick }) => pick(2),
    ({ view, setView }) => setView({ ...view, until: 5 }),
    ({ keep }) => keep({ epoch: "k", seq: 1, at: 1 }),
    () => tape.clear([]),
    () => tape.absorb({ first: 1, changed: entries(1, 2), updates: [], lost: 0, unrecorded: 0 }),
  ]);
  expect(wire).toMatchObject({ picked: undefined, kept: undefined, view: { until: "now" } });
  expect(wire?.tape).toBe(tape);
});
