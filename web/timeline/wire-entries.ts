import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { Entry, EntryKind } from "#protocol/wire/entry.ts";
import type { Published, Tape } from "../network/tape.ts";
import { showBytes, showMs, text } from "../words/format.ts";
import { sayList } from "../words/words.ts";

const HEARTBEATS: readonly EntryKind[] = ["ping", "pong", "comment"];

export function isHeartbeat({ kind }: Entry): boolean {
  return HEARTBEATS.includes(kind);
}

/** An entry by its id; undefined once it is gone from the ring. Ids have no holes. */
export function entryOf(tape: Tape, id: number | undefined): Entry | undefined {
  return id === undefined ? undefined : tape.entries[id - (tape.entries[0]?.id ?? id)];
}

/** Entries of a lane that touch the time from `from` to `to`, oldest first. One that never arrives touches all after it. */
export function entriesBetween(tape: Tape, lane: TransportName, from: number, to: number): Entry[] {
  return tape.entries.filter(
    (entry) => entry.lane === lane && entry.sentAt <= to && (entry.arrivedAt ?? Infinity) >= from,
  );
}

/** Where an update was handed on to the browser, by lane. */
export function sightingOf(tape: Tape, lane: TransportName, { seq, at }: Published): Entry | undefined {
  // After a restart numbers come again, so it must have been sent after it was published.
  return tape.entries.findLast(
    (entry) =>
      entry.lane === lane && entry.from === "server" && entry.sentAt >= at - 1 && entry.seqs.includes(seq),
  );
}

/** The newest update that came by every lane that hears anything, or the one nearest to that: what lights up by itself. */
export function newestOnAll(tape: Tape, rungs: readonly TransportName[]): Published | undefined {
  const newest = rungs.flatMap((lane) => {
    const last = tape.entries.findLast(
      ({ lane: its, seqs, arrivedAt }) => its === lane && seqs.length > 0 && arrivedAt !== undefined,
    );
    const seq = last?.seqs.at(-1);
    return tape.updates.findLast((update) => update.seq === seq) ?? [];
  });
  return newest.reduce<Published | undefined>(
    (oldest, one) => (one.at < (oldest?.at ?? Infinity) ? one : oldest),
    undefined,
  );
}

export function updateNear({ updates }: Tape, at: number): Published | undefined {
  let nearest: Published | undefined;
  for (const update of updates)
    if (!nearest || Math.abs(update.at - at) <= Math.abs(nearest.at - at)) nearest = update;
  return nearest;
}

/** How one update came on each lane, as a sentence. */
export function sayUpdate(tape: Tape, rungs: readonly TransportName[], update: Published): string {
  const parts = rungs.map((lane) => {
    const entry = sightingOf(tape, lane, update);
    const late = entry?.arrivedAt === undefined ? undefined : entry.arrivedAt - update.at;
    return `${LABELS[lane]} ${late === undefined ? "not there" : text(showMs(late))}`;
  });
  return `Update ${update.seq}: ${sayList(parts)}`;
}

/** One entry in words, as the table and a screen reader have it. */
export function sayEntry({ from, label, start, end, sentAt, arrivedAt }: Entry): string {
  const way = from === "client" ? "up" : "down";
  const size = end === undefined ? "not all there" : text(showBytes(end - start));
  const took = arrivedAt === undefined ? "has not arrived" : `${text(showMs(arrivedAt - sentAt))} on the way`;
  return `${way}: ${label}, ${size}, ${took}`;
}

/** What one may want to jump to. */
export const LANDMARKS = ["loss", "reconnect", "heartbeat"] as const;
export type Landmark = (typeof LANDMARKS)[number];

/** A loss is an arrow that ends in the air, or bytes that cannot be read; a reconnect, a connection that opens. */
export function isLandmark(entry: Entry, landmark: Landmark): boolean {
  if (landmark === "heartbeat") return isHeartbeat(entry);
  if (landmark === "reconnect") return entry.kind === "opened";
  return entry.kind === "malformed" || (entry.kind === "ended" && entry.label.startsWith("RST"));
}

/** The next one after a moment, or the last one before it. */
export function landmarkFrom(
  { entries }: Tape,
  landmark: Landmark,
  at: number,
  step: -1 | 1,
): Entry | undefined {
  const found = entries.filter((entry) => isLandmark(entry, landmark) && (entry.sentAt - at) * step > 1);
  return step === 1 ? found[0] : found.at(-1);
}
