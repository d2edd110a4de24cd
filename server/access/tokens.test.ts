import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { SUBPROTOCOL, TRANSPORTS } from "#protocol/transports.ts";
import { type Lab, type LabOptions, startLab } from "../testing/lab-server.ts";
import { read } from "../testing/reader.ts";
import { enrol, postJson, said, say } from "../testing/user.ts";
import { createTokens } from "./tokens.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(options: LabOptions = {}): Promise<Lab> {
  const lab = await startLab(options);
  open.push(lab);
  return lab;
}

const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error;

describe("tokens", () => {
  test("are read by each server that has the secret, and by no other", async () => {
    const secret = randomBytes(32);
    const parts = { now: () => 1_764_000_000_000, lifeS: 60, refreshS: 3600 };
    const [one, two, other] = [secret, secret, randomBytes(32)].map((own) =>
      createTokens({ ...parts, secret: own }),
    );
    const { token, user } = (await one?.issue({ name: "Ada" })) ?? {};
    expect(await two?.read(String(token))).toMatchObject({ user, expiresAt: 1_764_000_060_000 });
    await expect(other?.read(String(token))).rejects.toMatchObject({ code: "bad-token" });
  });

  test("expire; the refresh token gets the next one for the same user, and opens no channel itself", async () => {
    let now = 1_764_000_000_000;
    const tokens = createTokens({ secret: randomBytes(32), now: () => now, lifeS: 60, refreshS: 3600 });
    const first = await tokens.issue({ name: "Ada" });
    now += 61_000;
    await expect(tokens.read(first.token)).rejects.toMatchObject({ code: "token-expired" });
    const next = await tokens.refresh(first.refresh);
    expect(next.user).toEqual(first.user);
    expect(await tokens.read(next.token)).toMatchObject({ user: first.user });
    await expect(tokens.read(next.refresh)).rejects.toMatchObject({ code: "bad-token" });
    now += 3_600_000;
    await expect(tokens.refresh(next.refresh)).rejects.toMatchObject({ code: "token-expired" });
  });

  test.each([
    [{}, "body.name: expected a name, got nothing"],
    [{ name: "  " }, "body.name: expected 1 to 32 characters"],
    [{ name: "x".repeat(33) }, "body.name: expected 1 to 32 characters"],
    [{ name: "a\u202eb" }, "body.name: expected a name without control characters"],
    [{ name: "Ada", lifeS: 1 }, "body.lifeS: expected 5 to 3600"],
  ])("are refused to %j", async (request, words) => {
    const answer = await postJson(`${(await start()).url}/api/tokens`, request);
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toContain(words);
  });

  test.each(["Ada", "世界", "👩‍💻", "<b>Ada</b>", "עברית"])("are given to %s", async (name) => {
    expect(await enrol((await start()).url, name)).toMatchObject({ user: { name } });
  });
});

test.each([
  ["none", undefined, "no-token"],
  ["a forged one", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.", "bad-token"],
  ["nonsense", "x", "bad-token"],
])("a room refuses %s, to read and to write, by every transport", async (_what, token, code) => {
  const { url } = await start();
  const query = token === undefined ? "" : `?token=${token}`;
  for (const transport of ["short-polling", "long-polling", "sse"]) {
    const answer = await fetch(`${url}/channels/room%3Alab/${transport}${query}`);
    expect({ status: answer.status, code: (await errorOf(answer)).code }).toEqual({ status: 401, code });
  }
  const written = await say(url, "room:lab", token, said("x"));
  expect({ status: written.status, code: (await errorOf(written)).code }).toEqual({ status: 401, code });
  const reader = read("websocket", { url, channel: "room:lab", session: "s1", token });
  await expect(reader.ended).rejects.toThrow("401");
});

test("an inbox is read by its user alone, and written to by anyone with a token", async () => {
  const { url } = await start();
  const [ada, bob] = [await enrol(url, "Ada"), await enrol(url, "Bob")];
  const channel = `inbox:${ada.user.id}`;
  const spying = await fetch(
    `${url}/channels/${encodeURIComponent(channel)}/short-polling?token=${bob.token}`,
  );
  expect({ status: spying.status, code: (await errorOf(spying)).code }).toEqual({
    status: 403,
    code: "not-yours",
  });
  const reader = read("sse", { url, channel, session: "s1", token: ada.token });
  open.push(reader);
  // Ada is known once she listens.
  await expect.poll(async () => (await say(url, channel, bob.token, said("psst", "m-1"))).status).toBe(202);
  await reader.until((all) => all.length === 1);
  expect(reader.envelopes[0]?.payload).toEqual({ from: bob.user, text: "psst" });
});

/** How each transport says that a token has expired: a status, or a close code. */
const EXPIRED = { "short-polling": 401, "long-polling": 401, sse: 200, websocket: 4401 };

test.each(TRANSPORTS)(
  "a session that outlives its token loses its %s within seconds",
  async (transport) => {
    const { url } = await start({ expiry: { warnMs: 4000, graceMs: 100 } });
    const { token, expiresAt } = await enrol(url, "Ada", 5);
    const reader = read(transport, { url, channel: "room:lab", session: "s1", token });
    expect(await reader.ended).toBe(EXPIRED[transport]);
    expect(Date.now()).toBeGreaterThan(expiresAt - 50);
    expect((await say(url, "room:lab", token, said("too late"))).status).toBe(401);
  },
  15_000,
);

test("a WebSocket is warned, renews its token in place, and stays open", async () => {
  const { url } = await start({ expiry: { warnMs: 4000, graceMs: 0 } });
  const { token, refresh, user } = await enrol(url, "Ada", 5);
  const socket = new WebSocket(
    `${url.replace("http", "ws")}/channels/room%3Alab/websocket?session=s1&token=${token}`,
    SUBPROTOCOL,
  );
  open.push(socket);
  const frames: { type: string; code?: string; expiresAt?: number }[] = [];
  socket.on("message", (data) => void frames.push(JSON.parse(String(data))));
  const has = (type: string, count = 1) =>
    expect.poll(() => frames.filter((frame) => frame.type === type).length).toBe(count);
  await has("expiring");
  const stranger = await enrol(url, "Bob");
  socket.send(JSON.stringify({ type: "token", id: 1, token: stranger.token }));
  await has("error");
  const fresh = (await (await postJson(`${url}/api/tokens/refresh`, { refresh })).json()) as typeof stranger;
  expect(fresh.user).toEqual(user);
  socket.send(JSON.stringify({ type: "token", id: 2, token: fresh.token }));
  await has("ack");
  await has("expiring", 2);
  const [first, second] = frames.filter(({ type }) => type === "expiring");
  expect(second?.expiresAt).toBeGreaterThan(Number(first?.expiresAt));
  expect(socket.readyState).toBe(socket.OPEN);
});
