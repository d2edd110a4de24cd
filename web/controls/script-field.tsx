import { type ReactNode, useId, useState } from "react";
import { NO_FAULTS } from "#protocol/network.ts";
import { Refusal } from "#protocol/refusal.ts";
import { formatScript, parseScript } from "#protocol/script.ts";
import { useLab, useLabState } from "../state/lab-context.ts";

/** The script as the link says it, to write by hand: taken when the field is left or Enter is pressed, if it can be read. */
export function ScriptField(): ReactNode {
  const { change } = useLab();
  const { scenario } = useLabState().settings;
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const refusal = draft === undefined ? undefined : refusalOf(draft);

  function settle(): void {
    if (draft === undefined || refusal !== undefined) return;
    setDraft(undefined);
    change({ network: scenario.network ?? NO_FAULTS, script: parseScript(draft, "script") });
  }

  return (
    <div className="field script-field">
      <label htmlFor={id} className="quiet">
        Script: at&nbsp;s : what : for&nbsp;s
      </label>
      <input
        id={id}
        type="text"
        className="figure"
        spellCheck={false}
        autoComplete="off"
        placeholder="5:stall:8,20:cut"
        value={draft ?? formatScript(scenario.script)}
        aria-invalid={refusal !== undefined}
        aria-describedby={refusal === undefined ? undefined : `${id}-says`}
        onChange={({ target }) => setDraft(target.value)}
        onBlur={settle}
        onKeyDown={({ key }) => {
          if (key === "Enter") settle();
          if (key === "Escape") setDraft(undefined);
        }}
      />
      {refusal !== undefined && <small id={`${id}-says`}>{refusal}</small>}
    </div>
  );
}

function refusalOf(draft: string): string | undefined {
  try {
    parseScript(draft, "script");
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message;
  }
}
