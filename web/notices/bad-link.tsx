import type { ReactNode } from "react";
import { useLab } from "../state/lab-context.ts";

/** A link that says something impossible: which field, what was expected, and a way on. */
export function BadLink({ refusal }: { readonly refusal: string }): ReactNode {
  const { takeDefaults } = useLab();
  return (
    <section className="bad-link panel" role="alert">
      <h2>This link cannot be run</h2>
      <p>
        <code className="figure">{refusal}</code>
      </p>
      <p className="quiet">Mend it in the address bar, or begin with the settings as they come.</p>
      <button type="button" className="leading" data-testid="take-defaults" onClick={takeDefaults}>
        Use the defaults
      </button>
    </section>
  );
}
