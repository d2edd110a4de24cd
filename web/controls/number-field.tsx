import { type ReactNode, useId, useState } from "react";

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly disabled?: boolean;
  readonly settle: (value: number) => void;
}

/** A whole number, taken as soon as it is one within its bounds; until then the field says what it wants. */
export function NumberField({ label, value, min, max, disabled, settle }: NumberFieldProps): ReactNode {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const isBad = draft !== undefined && !isWithin(draft, min, max);
  return (
    <div className="field">
      <label htmlFor={id} className="quiet">
        {label}
      </label>
      <input
        id={id}
        type="number"
        className="figure"
        min={min}
        max={max}
        disabled={disabled}
        aria-invalid={isBad}
        aria-describedby={isBad ? `${id}-says` : undefined}
        value={draft ?? value}
        onChange={(event) => {
          setDraft(event.target.value);
          if (isWithin(event.target.value, min, max)) settle(Number(event.target.value));
        }}
        onBlur={() => setDraft(undefined)}
      />
      {isBad && (
        <small id={`${id}-says`}>
          {min} to {max}
        </small>
      )}
    </div>
  );
}

function isWithin(text: string, min: number, max: number): boolean {
  const number = Number(text);
  return text !== "" && Number.isInteger(number) && number >= min && number <= max;
}
