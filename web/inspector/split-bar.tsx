import type { ReactNode } from "react";
import { type Split, saySplit } from "./words.ts";

/** Payload and overhead to scale; the overhead is hatched, so that the two differ without colour. */
export function SplitBar({ split }: { readonly split: Split }): ReactNode {
  const { payload, overhead } = split;
  const size = Math.max(1, payload + overhead);
  return (
    <figure className="split">
      <div className="split-bar" aria-hidden="true">
        {payload > 0 && <span className="split-payload" style={{ width: `${(100 * payload) / size}%` }} />}
        {overhead > 0 && <span className="split-overhead" style={{ width: `${(100 * overhead) / size}%` }} />}
      </div>
      <dl className="split-numbers">
        <div>
          <dt className="split-payload">payload</dt>
          <dd className="figure">{payload.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt className="split-overhead">overhead</dt>
          <dd className="figure">{overhead.toLocaleString("en")}</dd>
        </div>
      </dl>
      <figcaption>{saySplit(split)}</figcaption>
    </figure>
  );
}
