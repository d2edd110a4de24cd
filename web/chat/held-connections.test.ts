import { afterEach, expect, test } from "vitest";
import { createPageTime } from "../measuring/page-time.ts";
import { createHeldConnections, type HeldConnections } from "./held-connections.ts";

const windows: HeldConnections[] = [];
afterEach(() => {
  for (const one of windows.splice(0)) one.close();
});

function openWindow(locks?: LockManager): HeldConnections {
  const one = createHeldConnections({
    locks,
    time: createPageTime(),
    newId: () => crypto.randomUUID(),
    changed() {},
  });
  windows.push(one);
  return one;
}

test("windows count together what their streams and parked polls keep busy", async () => {
  const [one, two] = [openWindow(navigator.locks), openWindow(navigator.locks)];
  one.hold("sse");
  two.hold("long-polling");
  await expect.poll(() => [one.count, two.count]).toEqual([4, 4]);
  one.hold("websocket");
  await expect.poll(() => [one.count, two.count]).toEqual([2, 2]);
  two.close();
  await expect.poll(() => one.count).toBe(0);
});

test("where windows cannot know of each other, nothing is counted", () => {
  const alone = openWindow();
  alone.hold("sse");
  expect(alone.count).toBe(undefined);
});
