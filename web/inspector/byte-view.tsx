import { type ReactNode, useMemo, useState } from "react";
import type { EntryKind } from "#protocol/wire/entry.ts";
import type { Dissection } from "../network/tape.ts";
import { Dump } from "./dump.tsx";
import { FieldList } from "./field-list.tsx";
import { ownersOf } from "./hex.ts";
import "./byte-view.css";

export interface ByteViewProps {
  readonly dissection: Dissection;
  readonly kind: EntryKind;
}

/** The bytes and the fields beside them: pointing at one lights the other, and a byte picks its field. */
export function ByteView({ dissection, kind }: ByteViewProps): ReactNode {
  const { bytes, fields } = dissection;
  const owners = useMemo(() => ownersOf(fields, bytes.length), [fields, bytes]);
  const [pointed, setPointed] = useState<number>();
  const [picked, setPicked] = useState<number>();
  const [cursor, setCursor] = useState(0);
  const lit = pointed ?? picked;
  return (
    <div className="byte-view">
      <Dump
        dissection={dissection}
        owners={owners}
        lit={lit}
        cursor={cursor}
        onPoint={setPointed}
        onMove={(offset) => {
          setCursor(offset);
          setPicked(owners.of(offset));
        }}
      />
      <FieldList
        fields={fields}
        kind={kind}
        lit={lit}
        picked={picked}
        onPoint={setPointed}
        onPick={(index) => {
          setPicked(index);
          setCursor(fields[index]?.start ?? 0);
        }}
      />
    </div>
  );
}
