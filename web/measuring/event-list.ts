import type { LaneEvent, Snapshot } from "./snapshot.ts";

/** What happened since it was last asked, up to a limit: a page that draws slowly must not make the worker grow. */
export interface EventList {
  add(event: LaneEvent): void;
  /** Gives the list away, with the number of those that found no room, and begins a new one. */
  take(): Pick<Snapshot, "events" | "eventsLeftOut">;
}

export function createEventList(limit: number): EventList {
  let events: LaneEvent[] = [];
  let eventsLeftOut = 0;

  return {
    add(event) {
      if (events.length < limit) events.push(event);
      else eventsLeftOut += 1;
    },
    take() {
      const taken = { events, eventsLeftOut };
      events = [];
      eventsLeftOut = 0;
      return taken;
    },
  };
}
