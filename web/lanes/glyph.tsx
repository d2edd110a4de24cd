import type { TransportName } from "#protocol/transports.ts";
import { DASHES } from "../theme/palette.ts";

const SHAPES: Readonly<Record<TransportName, string>> = {
  "short-polling": "M20 3.5a4.5 4.5 0 1 0 0.01 0Z",
  "long-polling": "M20 3 L25 12 L15 12 Z",
  sse: "M20 2.5 L25.5 8 L20 13.5 L14.5 8 Z",
  websocket: "M15.5 3.5 H24.5 V12.5 H15.5 Z",
};

/** A transport's dash pattern and shape, as its lines and points have them in the charts. */
export function Glyph({ of }: { readonly of: TransportName }) {
  return (
    <svg className="glyph" viewBox="0 0 40 16" aria-hidden="true" style={{ color: `var(--${of})` }}>
      <line
        x1="0"
        x2="40"
        y1="8"
        y2="8"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeDasharray={DASHES[of].join(" ")}
      />
      <path d={SHAPES[of]} fill="currentColor" stroke="var(--panel)" strokeWidth="1.5" />
    </svg>
  );
}
