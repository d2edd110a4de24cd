import type { ReactNode } from "react";
import { hexByte, textOf } from "./hex.ts";
import { unmaskFirst } from "./masking.ts";

const SHOWN = 12;

/** The first bytes of a client's frame, as they came, under the key, and as text: XOR, byte for byte. */
export function Unmasking({ bytes }: { readonly bytes: Uint8Array }): ReactNode {
  const first = unmaskFirst(bytes, SHOWN);
  if (!first || first.length === 0) return null;
  const rows = [
    ["on the wire", first.map(({ masked }) => hexByte(masked))],
    ["XOR key", first.map(({ key }) => hexByte(key))],
    ["is", first.map(({ plain }) => hexByte(plain))],
    ["as text", first.map(({ plain }) => textOf(plain))],
  ] as const;
  return (
    <section className="unmasking" aria-labelledby="unmasking">
      <h3 id="unmasking">Unmasked</h3>
      <p>
        Byte i of the payload is combined with byte i mod 4 of the key; the same once more masks it again. The
        mask hides nothing, as the key stands beside it: it only keeps a page from choosing which bytes go
        out. <cite>RFC 6455 §5.3, §10.3</cite>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="scrolls" aria-label="Unmasking, byte by byte" tabIndex={0}>
        <table className="figure">
          <tbody>
            {rows.map(([name, cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, i) => (
                  <td key={first[i]?.offset}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
