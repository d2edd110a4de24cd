import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { startLab } from "../testing/lab-server.ts";
import { closeFrame, connectRaw, frame, get, OPCODE, post, upgrade } from "../testing/raw-client.ts";
import { untilHolds } from "../testing/until-holds.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const HEAP_BYTES = 8 << 20;
const STORM = 10_000;
const MANY = 200;

/** Kinds of handles that keep the process going, such as sockets and timers. */
const ours = () => process.getActiveResourcesInfo().filter((kind) => /^(TCP|Timeout)/.test(kind));

test("after ten thousand sessions and every kind of ending, nothing is left of them, and a bystander saw nothing", {
  timeout: 60_000,
}, async () => {
  const sessions = { count: 500, goneAfterMs: 400, forgetAfterMs: 100 };
  const lab = await startLab({ rate: 0.1, sessions });

  const bystander = await connectRaw(lab.port);
  bystander.send(upgrade("/channels/counter%3Aby/websocket?session=by"));
  await bystander.until("\r\n\r\n");
  bystander.send(frame(OPCODE.ping, "settled"));
  await bystander.until("settled");
  const seen = lab.meter("by", "websocket");
  collectGarbage();
  const heapBefore = process.memoryUsage().heapUsed;

  // Sessions, each with a counter of its own: they make room for each other.
  const crowd = await connectRaw(lab.port);
  for (let i = 0; i < STORM; i += 1) crowd.send(get(`/channels/counter%3Ac${i}/short-polling?session=c${i}`));
  crowd.send(get("/api/health"));
  await crowd.until((received) => received.slice(-400).includes('"ok":true'));
  expect(lab.total().sessions).toBe(sessions.count);
  crowd.socket.destroy();

  const endings: readonly string[] = [
    "HELLO\r\n\r\n",
    "GET / HTTP/1.1\r\nHost",
    get("/channels/counter/long-polling?session=x&after=none:1"),
    get("/channels/counter%3Ax/long-polling?session=x"),
    get("/channels/counter/sse?session=x"),
    upgrade("/channels/counter/websocket?session=x"),
    upgrade("/api/sessions/x/control", { "Sec-WebSocket-Protocol": "ladder-control.v1" }),
    upgrade("/channels/counter/websocket?session=x", { Origin: "http://elsewhere" }),
    post("/channels/counter/messages?session=x", "{"),
    post("/channels/counter/messages?session=x", "{}").slice(0, -1),
  ];
  for (let i = 0; i < MANY; i += 1) {
    const client = await connectRaw(lab.port);
    client.send(endings[i % endings.length] as string);
    if (i % 3 === 0) client.send(closeFrame(1000));
    if (i % 2 === 0) await nextTurn();
    if (i % 5 === 0) client.socket.end();
    else client.socket.resetAndDestroy();
  }

  await untilHolds(
    () => {
      const { sessions: present, transports } = lab.total();
      const open = Object.values(transports).reduce((sum, { connections }) => sum + connections.open, 0);
      expect({ present, open }).toEqual({ present: 1, open: 1 });
    },
    { interval: 50 },
  );
  collectGarbage();
  expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(HEAP_BYTES);
  const { messages: _, bytesOut: __, payloadBytes: ___, ...figures } = lab.meter("by", "websocket");
  expect(seen).toMatchObject(figures); // its own counter counts on; all else is as it was

  bystander.socket.destroy();
  await lab.close();
  // The sockets close within a turn or two, or many on a busy machine; a wait by timers would be among what is left.
  const giveUpAt = performance.now() + 10_000;
  while (ours().length > 0 && performance.now() < giveUpAt) await nextTurn();
  expect(ours()).toEqual([]);
});
