import { type ReactNode, useId } from "react";

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  /** What to choose from, in words. */
  readonly options: Readonly<Record<T, string>>;
  readonly disabled?: boolean;
  readonly choose: (value: T) => void;
}

export function Choice<T extends string>({
  label,
  value,
  options,
  disabled,
  choose,
}: ChoiceProps<T>): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className="quiet">
        {label}
      </label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => choose(event.target.value as T)}>
        {Object.entries<string>(options).map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
