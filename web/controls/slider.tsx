import { nearestStop, type Steps } from "./steps.ts";

interface SliderProps {
  readonly name: string;
  readonly steps: Steps;
  readonly value: number;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

export function Slider({ name, steps, value, disabled = false, onChange }: SliderProps) {
  return (
    <label className="slider">
      <span>
        {name} <b>{steps.say(value)}</b>
      </span>
      <input
        type="range"
        min={0}
        max={steps.stops.length - 1}
        step={1}
        value={nearestStop(steps, value)}
        aria-valuetext={steps.say(value)}
        disabled={disabled}
        onChange={({ target }) => onChange(steps.stops[Number(target.value)] ?? value)}
      />
    </label>
  );
}
