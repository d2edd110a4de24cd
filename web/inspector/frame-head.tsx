import type { ReactNode } from "react";
import { BITS_IN_ROW, headBits } from "./head-bits.ts";
import "./frame-head.css";

/** The picture of RFC 6455 §5.2 with this frame's own bits in it. */
export function FrameHead({ bytes }: { readonly bytes: Uint8Array }): ReactNode {
  const rows = headBits(bytes);
  if (rows.length === 0) return null;
  return (
    <section className="frame-head" aria-labelledby="frame-head">
      <h3 id="frame-head">
        The head of the frame, bit by bit <cite>RFC 6455 §5.2</cite>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="scrolls" aria-label="Bits of the frame's head" tabIndex={0}>
        <table className="figure">
          <thead aria-hidden="true">
            <tr>
              {Array.from({ length: BITS_IN_ROW }, (_, bit) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a bit is its place
                <th key={bit}>{bit}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells) => (
              <tr key={cells[0]?.name}>
                {cells.map(({ name, bits, width, says }) => (
                  <td key={name} colSpan={width} className={bits === "" ? "is-payload" : undefined}>
                    <span className="bits" style={{ gridTemplateColumns: `repeat(${width}, 1fr)` }}>
                      {Array.from(bits, (bit, place) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: a bit is its place
                        <span key={place}>{bit}</span>
                      ))}
                    </span>
                    <span className="name">{name}</span>
                    <span className="says">{says}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
