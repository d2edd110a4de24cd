import type { LanePort } from "#protocol/network.ts";
import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { Entry, EntryKind } from "#protocol/wire/entry.ts";
import type { Published, Tape } from "../network/tape.ts";
import { showBytes, showMs, text } from "../words/format.ts";
import { sayList } from "../words/words.ts";
import { firstFrom } from "./spans.ts";
import { indexOf } from "./wire-index.ts";

const HEARTBEATS: readonly EntryKind[] = ["ping", "pong", "comment"];

export function isHeartbeat({ kind }: Entry): boolean {
  return HEARTBEATS.includes(kind);
}

/** Where an update was handed on to the browser, by lane. */
export function sightingOf(tape: Tape, lane: TransportName, update: Published): Entry | undefined {
  return indexOf(tape)[lane].carrierOf(update);
}

/** The newest update that came by every lane that hears anything, or the one nearest to that: what lights up by itself. */
export function newestOnAll(tape: Tape, rungs: readonly TransportName[]): Published | undefined {
  const index = indexOf(tape);
  const newest = rungs.flatMap((lane) => {
    const { seqs, epoch } = index[lane].newestCarrier ?? {};
    return tape.updates.findLast((one) => one.seq === seqs?.at(-1) && one.epoch === epoch) ?? [];
  });
  return newest.reduce<Published | undefined>(
    (oldest, one) => (one.at < (oldest?.at ?? Infinity) ? one : oldest),
    undefined,
  );
}

export function updateNear({ updates }: Tape, at: number): Published | undefined {
  const place = firstFrom(updates, at, (update) => update.at);
  const [before, after] = [updates[place - 1], updates[place]];
  if (!before || !after) return after ?? before;
  return at - before.at < after.at - at ? before : after;
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
export function sayEntry({ from, kind, label, start, end, sentAt, arrivedAt }: Entry): string {
  if (kind === "opened" || kind === "ended") return `connection ${kind}, ${label}`;
  const way = from === "client" ? "up" : "down";
  const size = end === undefined ? "not all there" : text(showBytes(end - start));
  const took = arrivedAt === undefined ? "has not arrived" : `${text(showMs(arrivedAt - sentAt))} on the way`;
  return `${way}: ${label}, ${size}, ${took}`;
}

/** What one may want to jump to. */
export const LANDMARKS = ["loss", "reconnect", "heartbeat"] as const;
export type Landmark = (typeof LANDMARKS)[number];

/**
 * A loss is what never arrived, what cannot be read, and a connection that was reset or fell silent; a reconnect is a
 * connection that opens after its lane had another.
 */
export function landmarksOf({ entries }: Tape, rungs: readonly LanePort[], landmark: Landmark): Entry[] {
  const known = entries.filter(({ lane }) => rungs.includes(lane));
  if (landmark === "heartbeat") return known.filter(isHeartbeat);
  if (landmark === "reconnect") {
    const first = new Map<string, number>();
    for (const { lane, id } of known) if (!first.has(lane)) first.set(lane, id);
    return known.filter(({ kind, lane, id }) => kind === "opened" && first.get(lane) !== id);
  }
  const ended = new Set(known.filter(({ kind }) => kind === "ended").map(({ connection }) => connection));
  return known.filter(({ kind, label, arrivedAt, connection }) => {
    if (kind === "ended") return !label.startsWith("FIN");
    return kind === "malformed" || (arrivedAt === undefined && ended.has(connection));
  });
}

/** A place in the order of a tape: an entry, or a moment that is none's. */
export type PlaceOnTape = Pick<Entry, "sentAt"> & Partial<Pick<Entry, "id">>;

/** The next one after a place, or the last one before it. What was sent at one moment, as a cut ends all lanes, goes by id. */
export function landmarkFrom(
  tape: Tape,
  rungs: readonly LanePort[],
  landmark: Landmark,
  from: PlaceOnTape,
  step: -1 | 1,
): Entry | undefined {
  const found = landmarksOf(tape, rungs, landmark)
    .filter((entry) => inOrder(entry, from) * step > 0)
    .sort(inOrder);
  return step === 1 ? found[0] : found.at(-1);
}

function inOrder(entry: Entry, { sentAt, id = entry.id }: PlaceOnTape): number {
  return entry.sentAt - sentAt || entry.id - id;
}
