import type { Position } from "#protocol/position.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import { type Conversation, createConversation, fromBase64 } from "#protocol/wire/conversation.ts";
import { dissect } from "#protocol/wire/dissect.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { createByteRing } from "./byte-ring.ts";
import type { Published, TapeStore } from "./tape.ts";

const ENTRIES = 10_000;
const BYTES = 16 << 20;
const UPDATES = 20_000;
/** Connections that may still say something; a browser keeps six to one address. */
const CONVERSATIONS = 256;

export interface TapeLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** Decodes records as they come, connection by connection, and keeps the newest entries, and their bytes. */
export function createTapeStore(limits: TapeLimits = { entries: ENTRIES, bytes: BYTES }): TapeStore {
  const conversations = new Map<number, Conversation>();
  /** Those of which an end has been seen: little is still to come. */
  const over = new Set<number>();
  const raw = createByteRing(limits.bytes);
  const entries: Entry[] = [];
  const updates: Published[] = [];
  let ids = 0;
  let lost = 0;

  /** Ids have no holes, so an entry's place is told by the first one's. */
  const placeOf = (id: number): number => id - (entries[0]?.id ?? id);

  function tell(id: number, change: Partial<Entry>): void {
    const place = placeOf(id);
    if (place < 0) return; // gone from the ring
    entries[place] = { ...entries[place], ...change } as Entry;
  }

  function published({ epoch, seq }: Position, at: number): void {
    let [place, after] = [0, updates.length];
    while (place < after) {
      const middle = (place + after) >> 1;
      if ((updates[middle]?.at ?? 0) > at) after = middle;
      else place = middle + 1;
    }
    if (place === 0 && updates.length >= UPDATES) return; // older than all that there is room for
    for (let i = place - 1; updates[i]?.at === at; i -= 1) if (updates[i]?.seq === seq) return;
    updates.splice(place, 0, { epoch, seq, at });
  }

  function take(record: TapeRecord): void {
    const { connection } = record;
    if (record.kind === "opened") {
      conversations.set(connection, createConversation(record, { newId: () => ++ids, tell, published }));
      // A connection that lives long is not the one to forget: the first that has ended goes.
      const [oldest = connection] = over.size > 0 ? over : conversations.keys();
      if (conversations.size > CONVERSATIONS) forget(oldest);
    }
    const came = record.kind === "bytes" ? fromBase64(record.data) : undefined;
    if (record.kind === "bytes" && came) raw.keep(connection, record.from, record.offset, came);
    conversations.get(connection)?.feed(record, came);
    if (record.kind === "ended" && conversations.has(connection)) over.add(connection);
  }

  function forget(connection: number): void {
    conversations.delete(connection);
    over.delete(connection);
  }

  return {
    entries,
    updates,
    get lost() {
      return lost;
    },
    feed(records) {
      for (const record of records) take(record);
      const surplus = Math.max(0, entries.length - limits.entries);
      entries.splice(0, surplus);
      lost += surplus;
      updates.splice(0, Math.max(0, updates.length - UPDATES));
    },
    dissect(id) {
      const entry = entries[placeOf(id)];
      if (!entry) return undefined;
      const { connection, from, start, end } = entry;
      const bytes = raw.read(connection, from, start, end);
      return bytes && { bytes, fields: dissect(bytes, entry) };
    },
  };
}
