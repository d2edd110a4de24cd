import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type WebSocket as ServerSocket, WebSocketServer } from "ws";
import type { ControlEvent, ControlRequest } from "#protocol/control.ts";
import { DEFAULT_SCHEDULE } from "#protocol/schedule.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { createClockOffset } from "./clock-offset.ts";
import { connectControl } from "./control-socket.ts";
import { createPageTime } from "./page-time.ts";

/** A server that says what a test has it say, by a clock of its own. */
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0).reverse()) one.close();
});

const AHEAD_MS = 37_000;

async function startServer({ answersTime = true, time = createPageTime() } = {}) {
  const asked: ControlRequest[] = [];
  const sockets: ServerSocket[] = [];
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  opened.push(server);
  await once(server, "listening");
  server.on("connection", (socket) => {
    sockets.push(socket);
    socket.on("message", (data) => {
      const request = JSON.parse(String(data)) as ControlRequest;
      asked.push(request);
      const now = time.now() + AHEAD_MS;
      if (request.type === "clock" && answersTime) say({ type: "clock", t1: request.t1, t2: now, t3: now });
    });
  });
  const say = (event: ControlEvent) => sockets.at(-1)?.send(JSON.stringify(event));
  const events: string[] = [];
  let synchronised = 0;
  const clock = createClockOffset({ driftPpm: 100, resolutionMs: 0.001 });
  const control = connectControl({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    time,
    random: () => 0.01,
    clock,
    listener: {
      synchronised: () => {
        synchronised += 1;
      },
      event: (event) => void events.push(event.type === "meter" ? `meter since ${event.since}` : event.type),
    },
  });
  opened.push(control);
  const types = () => asked.map(({ type }) => type).filter((type) => type !== "clock");
  return { control, clock, time, sockets, asked, types, say, events, synchronised: () => synchronised };
}

const meter = (since: number): ControlEvent => ({ type: "meter", at: since + 1, since, transports: {} });

test("a burst of exchanges finds the server's clock, to within the bound", async () => {
  const { control, clock, time, synchronised, asked } = await startServer();
  expect(control.state).toBe("connecting");
  await expect.poll(synchronised).toBe(1);
  expect(asked).toHaveLength(8);
  const { offsetMs, boundMs } = clock.at(time.now()) ?? { offsetMs: Number.NaN, boundMs: 0 };
  expect(Math.abs(offsetMs - AHEAD_MS)).toBeLessThanOrEqual(boundMs);
});

test("schedule and reset wait for the connection, and are then said before the clock is asked", async () => {
  const { control, asked } = await startServer();
  control.reset();
  control.reset();
  control.setSchedule(DEFAULT_SCHEDULE);
  await expect.poll(() => asked.length).toBeGreaterThan(2);
  expect(asked.slice(0, 3).map(({ type }) => type)).toEqual(["reset", "schedule", "clock"]);
});

test("a meter from before a reset is not heard", async () => {
  const { control, say, events, types } = await startServer();
  await expect.poll(() => control.state).toBe("open");
  control.reset();
  await expect.poll(types).toEqual(["reset"]);
  say(meter(1));
  say({ type: "reset", since: 5 });
  say(meter(5));
  await expect.poll(() => events).toEqual(["reset", "meter since 5"]);
});

test("after a reconnect the schedule is said again, and a reset that was not answered", async () => {
  const { control, sockets, types, synchronised } = await startServer();
  control.setSchedule(DEFAULT_SCHEDULE);
  await expect.poll(synchronised).toBe(1);
  control.reset();
  sockets[0]?.close(1001);
  await expect.poll(synchronised).toBe(2);
  expect(types().slice(-2)).toEqual(["reset", "schedule"]);
});

test("a server that says not to come back is obeyed", async () => {
  const { control, sockets } = await startServer();
  await expect.poll(() => sockets.length).toBe(1);
  sockets[0]?.close(4500);
  await expect.poll(() => control.state).toBe("refused");
  control.hurry();
  expect(control.state).toBe("refused");
  expect(sockets).toHaveLength(1);
});

test("a socket that does not answer is dead after ten seconds, and made anew", async () => {
  const time = createHandClock();
  const { control, sockets, asked } = await startServer({ answersTime: false, time });
  await expect.poll(() => asked.length).toBe(1);
  time.turn(9_999);
  expect(control.state).toBe("open");
  time.turn(1);
  expect(control.state).toBe("lost");
  time.turn(20_000);
  await expect.poll(() => sockets.length).toBe(2);
});

test("where the server is known to be back, the wait is cut short", async () => {
  const time = createHandClock();
  const { control, sockets } = await startServer({ time });
  await expect.poll(() => control.state).toBe("open");
  sockets[0]?.terminate();
  await expect.poll(() => control.state).toBe("lost");
  control.hurry();
  control.hurry();
  await expect.poll(() => control.state).toBe("open");
  expect(sockets).toHaveLength(2);
});
