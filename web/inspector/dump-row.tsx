import type { ReactNode } from "react";
import type { Field } from "#protocol/wire/entry.ts";
import { hexByte, type Owners, sayByte, textOf } from "./hex.ts";

export interface DumpRowProps {
  readonly row: number;
  readonly columns: number;
  readonly bytes: Uint8Array;
  readonly owners: Owners;
  readonly lit: Field | undefined;
  /** The one byte that Tab reaches. */
  readonly cursor: number;
}

/** One row: where it begins, its bytes, and the same as text. The text repeats, and is not read aloud. */
export function DumpRow({ row, columns, bytes, owners, lit, cursor }: DumpRowProps): ReactNode {
  const from = row * columns;
  const here = Array.from(bytes.subarray(from, from + columns), (byte, i) => {
    const at = from + i;
    const isLit = lit !== undefined && at >= lit.start && at < lit.end;
    const classes = [owners.isPayload(at) ? "is-payload" : "", isLit ? "is-lit" : ""].join(" ").trim();
    return { at, byte, className: classes || undefined };
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid around it
    <div role="row" className="dump-row" aria-rowindex={row + 1} tabIndex={-1}>
      <span className="dump-offset" aria-hidden="true">
        {from.toString(16).padStart(4, "0")}
      </span>
      <span className="dump-hex" role="presentation">
        {here.map(({ at, byte, className }) => (
          // biome-ignore lint/a11y/useSemanticElements: see the grid around it
          <span
            key={at}
            role="gridcell"
            data-at={at}
            className={className}
            tabIndex={at === cursor ? 0 : -1}
            aria-label={`${hexByte(byte)}, ${sayByte(byte)}`}
          >
            {hexByte(byte)}
          </span>
        ))}
      </span>
      <span className="dump-text" aria-hidden="true">
        {here.map(({ at, byte, className }) => (
          <span key={at} data-at={at} className={className}>
            {textOf(byte)}
          </span>
        ))}
      </span>
    </div>
  );
}
