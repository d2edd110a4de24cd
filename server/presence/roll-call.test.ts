import { afterEach, expect, test } from "vitest";
import { startLab } from "../testing/lab-server.ts";
import { connectRaw, get } from "../testing/raw-client.ts";
import { read } from "../testing/reader.ts";
import { enrol, said, say } from "../testing/user.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A lab that calls the roll often, and a watcher in its room who hears who comes and goes. */
async function start() {
  const lab = await startLab({
    rollCallMs: 500,
    attendance: {
      graceMs: { "short-polling": 2000, "long-polling": 2000, sse: 2000, websocket: 2000 },
      perUser: 50,
    },
  });
  open.push(lab);
  const { token } = await enrol(lab.url, "Watcher");
  const log = read("websocket", { url: lab.url, channel: "room:lab", session: "watcher", token });
  open.push(log);
  const comings = () =>
    log.envelopes.flatMap(({ type, payload }) => {
      const { user } = payload as { user?: { name: string } };
      return user && user.name !== "Watcher" ? [`${type} ${user.name}`] : [];
    });
  const path = async (name: string) =>
    `/channels/room%3Alab/sse?session=${name}&token=${(await enrol(lab.url, name)).token}`;
  return { lab, token, comings, path };
}

test("a stream whose reader is gone without a word ends at the roll call, and they have left", async () => {
  const { lab, comings, path } = await start();
  const ghost = await connectRaw(lab.port); // its kernel takes all that comes, and nobody is there to ask again
  open.push({ close: () => ghost.socket.destroy() });
  ghost.send(get(await path("Ghost")));
  expect(await ghost.until(/"withinMs":0}\n\n\r\n0\r\n\r\n/)).toMatch(
    /event: roll-call\ndata: {"withinMs":500}/,
  );
  await expect.poll(comings).toEqual(["joined Ghost", "left Ghost"]);
});

test("a browser answers the roll by itself: it never leaves, and hears each message once", async () => {
  const { lab, token, comings, path } = await start();
  const heard: string[] = [];
  let opened = 0;
  const source = new EventSource(`${lab.url}${await path("Ada")}`);
  open.push(source);
  source.onopen = () => {
    opened += 1;
  };
  source.onmessage = ({ data }) => {
    const { type, payload } = JSON.parse(data);
    if (type === "said") heard.push(payload.text);
  };
  await expect.poll(comings).toEqual(["joined Ada"]);
  const texts = Array.from({ length: 40 }, (_, i) => `${i}`);
  for (const text of texts) {
    await say(lab.url, "room:lab", token, said(text));
    if (opened < 4 && text === "20") await expect.poll(() => opened).toBeGreaterThan(3);
  }
  await expect.poll(() => heard).toEqual(texts);
  expect(comings()).toEqual(["joined Ada"]);
});

test("nobody's presence hangs on the counter: its stream is left alone", async () => {
  const { lab } = await start();
  const client = await connectRaw(lab.port);
  open.push({ close: () => client.socket.destroy() });
  client.send(get("/channels/counter/sse?session=s1"));
  expect(await client.until("data: ")).not.toContain("roll-call");
});
