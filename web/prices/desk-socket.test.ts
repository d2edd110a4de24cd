import { afterEach, expect, test, vi } from "vitest";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { createStage } from "../testing/stage.ts";
import { connectDesk } from "./desk-socket.ts";

afterEach(() => void vi.unstubAllGlobals());

test("pages that lose their server at one moment come back apart, and ever later while it stays away", () => {
  const time = createHandClock();
  const { sockets } = createStage(time);
  const draws = [0.2, 0.8];
  const listener = { opened() {}, event() {}, lost() {} };
  const desks = draws.map((draw) =>
    connectDesk({ url: "http://lab/api/sessions/s1/prices", time, random: () => draw, listener }),
  );
  const losing = (from: number) => {
    for (const socket of sockets.slice(from)) socket.end(1001);
  };
  for (const socket of sockets) socket.open();
  losing(0);
  time.turn(100); // 0.2 of the first bound of 500 ms
  expect(sockets).toHaveLength(3);
  time.turn(300);
  expect(sockets).toHaveLength(4);
  losing(2);
  time.turn(200); // and of the next, 1000 ms
  expect(sockets).toHaveLength(5);
  time.turn(599);
  expect(sockets).toHaveLength(5);
  time.turn(1);
  expect(sockets).toHaveLength(6);
  losing(4);
  for (const desk of desks) desk.close();
  expect(time.waiting).toBe(0);
});
