import type { ReactNode } from "react";
import type { Progress } from "./progress.ts";
import type { Sha1 } from "./sha1.ts";

export interface HashStepsProps {
  readonly hash: Sha1;
  readonly progress: Progress;
}

/** The five words of SHA-1 after each step, to be played or gone through by hand. */
export function HashSteps({ hash, progress }: HashStepsProps): ReactNode {
  const steps = hash.states.length - 1;
  const words = hash.states[progress.at] ?? [];
  return (
    <div className="hash-steps">
      <label>
        Step <span className="figure">{String(progress.at).padStart(3, "\u2007")}</span> of {steps}
        <input
          type="range"
          min={0}
          max={steps}
          value={progress.at}
          onChange={(event) => progress.goTo(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="button" onClick={progress.isPlaying ? () => progress.goTo(progress.at) : progress.play}>
        {progress.isPlaying ? "Stop" : "Again"}
      </button>
      <dl className="figure">
        {words.map((word, i) => (
          <div key={NAMES[i]}>
            <dt>{NAMES[i]}</dt>
            <dd>{word.toString(16).padStart(8, "0")}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        The {hash.padded.length / 64} blocks of 64 bytes are stirred into five words, 80 steps each, then
        added to what the words were before the block. <cite>RFC 3174 §6.1</cite>
      </p>
    </div>
  );
}

const NAMES = ["a", "b", "c", "d", "e"];
