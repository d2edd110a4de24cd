import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useEffect, useRef } from "react";
import type { Dissection } from "../network/tape.ts";
import { DumpRow } from "./dump-row.tsx";
import type { Owners } from "./hex.ts";
import { moveBy } from "./moves.ts";
import { useInView, useViewport } from "./viewport.ts";

export interface DumpProps {
  readonly dissection: Dissection;
  readonly owners: Owners;
  /** The field that is lit. */
  readonly lit: number | undefined;
  /** The byte that the keyboard is at, and that stays in view. */
  readonly cursor: number;
  readonly onPoint: (field: number | undefined) => void;
  readonly onMove: (offset: number) => void;
}

/** Hex and text side by side. Of 64 KiB only the rows in view exist; the keyboard goes from byte to byte. */
export function Dump({ dissection, owners, lit, cursor, onPoint, onMove }: DumpProps): ReactNode {
  const { bytes, fields } = dissection;
  const box = useRef<HTMLDivElement>(null);
  const { columns, rowHeight, first, end } = useViewport(box, bytes.length);
  const rows = Math.ceil(bytes.length / columns);
  const row = Math.floor(cursor / columns);
  useInView(box, row * rowHeight, rowHeight);

  // The byte that the keyboard moved to may only now exist.
  const follows = useRef(false);
  useEffect(() => {
    if (!follows.current || row < first || row >= end) return;
    follows.current = false;
    box.current?.querySelector<HTMLElement>(`[data-at="${cursor}"]`)?.focus({ preventScroll: true });
  });

  function press(event: KeyboardEvent): void {
    const to = moveBy(event.key, event.ctrlKey || event.metaKey, cursor, columns, bytes.length);
    if (to === undefined) return;
    event.preventDefault();
    follows.current = true;
    onMove(to);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that are out of view
    <div
      ref={box}
      className={columns === 8 ? "dump dump-8 figure" : "dump figure"}
      role="grid"
      aria-label="Bytes in hex and as text"
      aria-rowcount={rows}
      aria-colcount={columns}
      tabIndex={-1}
      onKeyDown={press}
      onPointerOver={(event) => onPoint(fieldUnder(event))}
      onPointerLeave={() => onPoint(undefined)}
      onClick={(event) => {
        const at = offsetUnder(event);
        if (at !== undefined) onMove(at);
      }}
    >
      {/* Always there, so that Tab finds a byte even where the cursor's own row is out of view. */}
      <div role="presentation" style={{ height: rows * rowHeight, paddingTop: first * rowHeight }}>
        {rowNumbers(first, end).map((number) => (
          <DumpRow
            key={number}
            row={number}
            columns={columns}
            bytes={bytes}
            owners={owners}
            lit={lit === undefined ? undefined : fields[lit]}
            cursor={row >= first && row < end ? cursor : first * columns}
          />
        ))}
      </div>
    </div>
  );

  function fieldUnder(event: SyntheticEvent): number | undefined {
    const at = offsetUnder(event);
    return at === undefined ? undefined : owners.of(at);
  }
}

function rowNumbers(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}

function offsetUnder({ target }: SyntheticEvent): number | undefined {
  const at = target instanceof HTMLElement ? target.dataset.at : undefined;
  return at === undefined ? undefined : Number(at);
}
