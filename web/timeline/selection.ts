import type { TransportName } from "#protocol/transports.ts";
import { LABELS } from "#protocol/transports.ts";
import type { Arrival, History, Update } from "../state/history.ts";
import { showMs, text } from "../words/format.ts";
import { sayList } from "../words/words.ts";

/** The arrival of an update on a lane, if it came. */
export function arrivalOf(history: History, transport: TransportName, update: Update): Arrival | undefined {
  for (const arrival of history.lanes[transport].arrivals.newestFirst()) {
    if (arrival.seq === update.seq && Math.abs(arrival.publishedAt - update.publishedAt) < 1000)
      return arrival;
  }
  return undefined;
}

/** The newest update that has come on every lane that hears anything: what lights up while nobody points at another. */
export function newestOfAll(
  history: History,
  rungs: readonly TransportName[],
  from: number,
): Update | undefined {
  let oldest: Arrival | undefined;
  for (const transport of rungs) {
    const newest = history.lanes[transport].arrivals.newestFirst().next().value;
    if (!newest || newest.publishedAt < from) continue;
    if (!oldest || newest.publishedAt < oldest.publishedAt) oldest = newest;
  }
  return oldest;
}

export function nearestTo(history: History, at: number): Update | undefined {
  let nearest: Update | undefined;
  for (const update of history.updates.newestFirst()) {
    if (nearest && Math.abs(update.publishedAt - at) > Math.abs(nearest.publishedAt - at)) break;
    nearest = update;
  }
  return nearest;
}

export function updateOf(history: History, seq: number): Update | undefined {
  for (const update of history.updates.newestFirst()) if (update.seq === seq) return update;
  return undefined;
}

/** How one update came on each lane, as a sentence. */
export function sayUpdate(history: History, rungs: readonly TransportName[], update: Update): string {
  const parts = rungs.map((transport) => {
    const arrival = arrivalOf(history, transport, update);
    return `${LABELS[transport]} ${arrival ? text(showMs(arrival.stalenessMs)) : "not seen"}`;
  });
  return `Update ${update.seq}: ${sayList(parts)}`;
}
