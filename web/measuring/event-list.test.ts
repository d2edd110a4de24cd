import { expect, test } from "vitest";
import { createEventList } from "./event-list.ts";

const event = (at: number) => ({ kind: "sent", transport: "sse", at, what: "increment" }) as const;

test("beyond its limit it counts what it leaves out, and having been taken it begins anew", () => {
  const list = createEventList(2);
  for (const at of [1, 2, 3, 4]) list.add(event(at));
  expect(list.take()).toEqual({ events: [event(1), event(2)], eventsLeftOut: 2 });
  list.add(event(5));
  expect(list.take()).toEqual({ events: [event(5)], eventsLeftOut: 0 });
  expect(list.take()).toEqual({ events: [], eventsLeftOut: 0 });
});
