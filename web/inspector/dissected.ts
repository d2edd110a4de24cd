import { useEffect, useState } from "react";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Dissection } from "../network/tape.ts";

/** The bytes of an entry; `gone` where the ring has no longer what it had. */
export type Dissected = Dissection | "reading" | "gone";

/** Reads the bytes of an entry, and again when more of it has come; meanwhile what was there stays. */
export function useDissected(
  dissect: (id: number) => Promise<Dissection | undefined>,
  entry: Entry | undefined,
): Dissected {
  const { id, end } = entry ?? {};
  const [read, setRead] = useState<{ readonly id: number | undefined; readonly what: Dissected }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies(end): an entry that has grown is read again
  useEffect(() => {
    if (id === undefined) return;
    let isWanted = true;
    const show = (what: Dissected) => {
      if (isWanted) setRead({ id, what });
    };
    dissect(id).then(
      (dissection) => show(dissection ?? "gone"),
      () => show("gone"),
    );
    return () => {
      isWanted = false;
    };
  }, [dissect, id, end]);
  return read?.id === id && read ? read.what : "reading";
}
