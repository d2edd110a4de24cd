import { expect, test } from "vitest";
import type { ControlEvent } from "#protocol/control.ts";
import { CONTROL_SUBPROTOCOL } from "#protocol/transports.ts";
import { startLab } from "../testing/lab-server.ts";
import { connectRaw, upgrade } from "../testing/raw-client.ts";

test("a control socket whose page is gone without a word is closed, and its session with it", async () => {
  await using lab = await startLab({
    websocketHeartbeat: { everyMs: 40, answerMs: 40 },
    sessions: { count: 10, goneAfterMs: 40, forgetAfterMs: 0 },
  });
  const page = await connectRaw(lab.port);
  page.send(upgrade("/api/sessions/s1/control", { "Sec-WebSocket-Protocol": CONTROL_SUBPROTOCOL }));
  await page.until("no answer to a ping");
  page.socket.destroy();
  await expect.poll(() => lab.total().sessions).toBe(0);
});

test("the meter on the control socket counts from the session's begin, and after a reset from the reset", async () => {
  await using lab = await startLab();
  const url = `${lab.url.replace("http", "ws")}/api/sessions/s1/control`;
  const socket = new WebSocket(url, CONTROL_SUBPROTOCOL);
  const readings: Extract<ControlEvent, { type: "meter" }>[] = [];
  socket.onmessage = ({ data }) => {
    const event = JSON.parse(String(data)) as ControlEvent;
    if (event.type === "meter") readings.push(event);
  };
  await fetch(`${lab.url}/channels/counter:s1/short-polling?session=s1`);
  await expect.poll(() => readings.at(-1)?.transports["short-polling"]?.requests).toBe(1);
  const before = readings.at(-1);
  socket.send(JSON.stringify({ type: "reset" }));
  await expect.poll(() => readings.at(-1)?.transports["short-polling"]?.requests).toBe(0);
  expect(before?.since).toBeLessThan(before?.at ?? 0);
  expect(readings.at(-1)?.since).toBeGreaterThan(before?.at ?? 0);
  socket.close();
});

test("a server that is going away takes no new control socket, and so does go away", async () => {
  const lab = await startLab();
  const client = await connectRaw(lab.port);
  const question = upgrade("/api/sessions/s1/control", { "Sec-WebSocket-Protocol": CONTROL_SUBPROTOCOL });
  client.send(question.slice(0, 10)); // a connection on which nothing was begun may be closed without a word
  await expect.poll(() => lab.total().transports.control?.bytesIn).toBe(10);
  const closed = lab.close();
  client.send(question.slice(10));
  await client.until("503");
  await closed;
});
