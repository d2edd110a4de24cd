import type { ReactNode } from "react";
import { NOTHING, type Shown } from "./format.ts";

/** A figure with its unit small beside it; a dash where there is none is said as such. */
export function Figure({ shown }: { readonly shown: Shown }): ReactNode {
  if (shown === NOTHING)
    return (
      <span className="figure quiet">
        <span aria-hidden="true">–</span>
        <span className="unseen">none yet</span>
      </span>
    );
  return (
    <span className="figure">
      {shown.figure}
      {shown.unit && <span className="unit">{shown.unit}</span>}
    </span>
  );
}

/** Where a figure was measured, as a small outlined word. */
export function Provenance({ from }: { readonly from: "browser" | "server" | "calculated" }): ReactNode {
  return <span className="provenance">{from}</span>;
}
