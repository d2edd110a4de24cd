import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { createHandChannel } from "./testing/hand-channel.ts";
import { startLab } from "./testing/lab-server.ts";
import { connectRaw, get } from "./testing/raw-client.ts";
import { untilHolds } from "./testing/until-holds.ts";

test("a request that ends while the server drains is told to come back, on another connection", async () => {
  const lab = await startLab();
  const client = await connectRaw(lab.port);
  onTestFinished(() => void client.socket.destroy());
  const question = get("/channels/counter/short-polling");
  client.send(question.slice(0, 10));
  await untilHolds(() => expect(lab.total().transports.control?.bytesIn).toBe(10));
  const closed = lab.close();
  client.send(question.slice(10));
  const answer = await client.answer();
  expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1", connection: "close" } });
  expect(answer.body).toMatch('"draining"');
  await Promise.all([closed, client.closed]);
});

test("a server that drains lets go of parked polls and of the pages' sockets one after the other", async () => {
  const quiet = createHandChannel("room:quiet", "log");
  const lab = await startLab({ drainS: 60, channels: [quiet] });
  const polls = [await connectRaw(lab.port), await connectRaw(lab.port)];
  const sockets = ["control", "network", "prices"].flatMap((kind) =>
    ["s1", "s2"].map((session) => {
      const url = `${lab.url.replace("http", "ws")}/api/sessions/${session}/${kind}`;
      return new WebSocket(url, `ladder-${kind}.v1`);
    }),
  );
  onTestFinished(() => {
    for (const { socket } of polls) socket.destroy();
    for (const socket of sockets) socket.terminate();
  });
  await Promise.all(sockets.map((socket) => once(socket, "open")));
  for (const poll of polls) poll.send(get("/channels/room:quiet/long-polling?session=s9"));
  await untilHolds(() => expect(lab.meter("s9", "long-polling").requests).toBe(2));

  const closed = lab.close();
  const [firstPoll, secondPoll] = polls;
  const firsts = sockets.filter((_, i) => i % 2 === 0);
  const seconds = sockets.filter((_, i) => i % 2 === 1);
  expect(await firstPoll?.answer()).toMatchObject({ status: 204, headers: { connection: "close" } });
  await untilHolds(() => expect(firsts.map(({ readyState }) => readyState)).toEqual([3, 3, 3]));
  // Their turn comes half a minute later.
  expect(secondPoll?.received).toBe("");
  expect(seconds.map(({ readyState }) => readyState)).toEqual([1, 1, 1]);
  secondPoll?.socket.destroy();
  for (const socket of seconds) socket.terminate();
  await closed;
});
