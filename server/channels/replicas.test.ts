import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { createMemory, createMemoryBackplane } from "../backplane/memory.ts";
import { startLab } from "../testing/lab-server.ts";
import { enrol } from "../testing/user.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

test("a room that was just opened is not closed again to make room for the next, before its reader has it", async () => {
  const lab = await startLab({ replicas: { count: 2, idleMs: 60_000 } });
  open.push(lab);
  const { token } = await enrol(lab.url, "Ada");
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      fetch(`${lab.url}/channels/room%3A${i}/short-polling?token=${token}&session=s${i}`),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(statuses).toContain(200);
});

test("rooms that anyone invents make room for each other in the server's memory, but not for those that are followed", async () => {
  const memory = createMemory();
  const backplane = createMemoryBackplane(memory);
  open.push(backplane);
  const say = (channel: string) =>
    backplane.publish({ channel, id: randomUUID(), type: "said", payload: {}, at: 1, keep: 10 });
  await backplane.subscribe("room:followed", { begin() {}, message() {} });
  const [followed, other] = [await say("room:followed"), await say("room:other")];
  for (let i = 0; i < 1000; i += 1) await say(`room:${i}`);
  expect(memory.logs.size).toBeLessThan(600);
  expect(await say("room:followed")).toEqual({ ...followed, seq: 2 });
  // The other begins a new life, so that who heard the last one is told.
  expect((await say("room:other")).epoch).not.toBe(other.epoch);
});

test("a room's log in memory has so many bytes at most", async () => {
  const memory = createMemory();
  const backplane = createMemoryBackplane(memory);
  open.push(backplane);
  for (let i = 0; i < 200; i += 1)
    await backplane.publish({
      channel: "room:lab",
      id: String(i),
      type: "said",
      payload: "x".repeat(16_384),
      at: 1,
      keep: 1000,
    });
  expect(memory.logs.get("room:lab")?.kept.length).toBeLessThan(70);
  expect(memory.logs.get("room:lab")?.kept.at(-1)?.seq).toBe(200);
});
