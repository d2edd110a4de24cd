import { type ReactNode, useId } from "react";

export interface ChoiceSliderProps {
  readonly label: string;
  readonly value: number;
  /** Round numbers to choose from, rising; a value between them, from a link, stays as it is until moved. */
  readonly choices: readonly number[];
  readonly say: (value: number) => string;
  readonly disabled?: boolean;
  readonly choose: (value: number) => void;
}

/** A slider over round numbers, for what spans orders of magnitude. */
export function ChoiceSlider({ label, value, choices, say, disabled, choose }: ChoiceSliderProps): ReactNode {
  const id = useId();
  return (
    <div className="choice">
      <label htmlFor={id} className="quiet">
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={choices.length - 1}
        value={nearest(choices, value)}
        aria-valuetext={say(value)}
        disabled={disabled}
        onChange={(event) => choose(choices[Number(event.target.value)] ?? value)}
      />
      <output className="figure" htmlFor={id}>
        {say(value)}
      </output>
    </div>
  );
}

function nearest(choices: readonly number[], value: number): number {
  if (choices.includes(value)) return choices.indexOf(value); // such as a 0 at the end, for no limit
  const above = choices.findIndex((choice) => choice >= value);
  return above === -1 ? choices.length - 1 : above;
}
