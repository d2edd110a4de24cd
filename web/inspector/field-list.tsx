import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { EntryKind, Field } from "#protocol/wire/entry.ts";
import { explain } from "./explain.ts";
import { depthsOf } from "./hex.ts";
import { moveBy } from "./moves.ts";

export interface FieldListProps {
  readonly fields: readonly Field[];
  readonly kind: EntryKind;
  readonly lit: number | undefined;
  /** The one that Tab reaches, and that stays in view. */
  readonly picked: number | undefined;
  readonly onPoint: (field: number | undefined) => void;
  readonly onPick: (field: number) => void;
}

/** A long list of envelopes has thousands of fields, and nobody reads them all: so many at first, more on request. */
const SHOWN = 200;
const LONGEST_VALUE = 160;

/** Field by field: name, value, one sentence on what it is for, and where that is written. */
export function FieldList({ fields, kind, lit, picked, onPoint, onPick }: FieldListProps): ReactNode {
  const list = useRef<HTMLDListElement>(null);
  const depths = useMemo(() => depthsOf(fields), [fields]);
  const [more, setMore] = useState(SHOWN);
  const shown = Math.max(more, (picked ?? 0) + 1);

  useLayoutEffect(() => {
    const box = list.current;
    const item = box?.querySelector<HTMLElement>(`[data-field="${picked}"]`);
    if (!box || !item) return;
    const [from, to] = [box.getBoundingClientRect(), item.getBoundingClientRect()];
    if (to.top < from.top) box.scrollTop -= from.top - to.top;
    else if (to.bottom > from.bottom) box.scrollTop += to.bottom - from.bottom;
  }, [picked]);

  function press(event: KeyboardEvent, index: number): void {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") return;
    const to = moveBy(event.key, true, index, 1, Math.min(shown, fields.length));
    if (to === undefined) return;
    event.preventDefault();
    onPick(to);
    list.current?.querySelector<HTMLElement>(`[data-field="${to}"] button`)?.focus({ preventScroll: true });
  }

  return (
    <div className="field-list">
      <dl ref={list} aria-label="Fields" onPointerLeave={() => onPoint(undefined)}>
        {fields.slice(0, shown).map((field, index) => {
          const explanation = explain(field, kind);
          return (
            <div
              key={`${field.start} ${field.end} ${field.name}`}
              className={index === lit ? "field is-lit" : "field"}
              data-field={index}
              style={{ paddingInlineStart: `${0.75 + 0.875 * Math.min(4, depths[index] ?? 0)}rem` }}
              onPointerEnter={() => onPoint(index)}
            >
              <dt>
                <button
                  type="button"
                  tabIndex={index === (picked ?? 0) ? 0 : -1}
                  aria-pressed={index === picked}
                  onClick={() => onPick(index)}
                  onFocus={() => onPick(index)}
                  onKeyDown={(event) => press(event, index)}
                >
                  {field.name}
                </button>
                {field.isPayload && <span className="provenance">payload</span>}
                <span className="field-size figure">{sayBytes(field.end - field.start)}</span>
              </dt>
              {field.value.trim() !== "" && <dd className="field-value figure">{shorten(field.value)}</dd>}
              {explanation && (
                <dd className="field-says">
                  {explanation.says} <cite>{explanation.source}</cite>
                </dd>
              )}
            </div>
          );
        })}
      </dl>
      {fields.length > shown && (
        <button type="button" onClick={() => setMore(shown + SHOWN)}>
          {fields.length - shown} more fields
        </button>
      )}
    </div>
  );
}

function sayBytes(count: number): string {
  return count === 1 ? "1 byte" : `${count} bytes`;
}

function shorten(value: string): string {
  return value.length <= LONGEST_VALUE ? value : `${value.slice(0, LONGEST_VALUE)}…`;
}
