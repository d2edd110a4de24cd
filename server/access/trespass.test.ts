import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Presence } from "#protocol/member.ts";
import { SUBPROTOCOL } from "#protocol/transports.ts";
import { type Lab, type LabOptions, startLab } from "../testing/lab-server.ts";
import { read } from "../testing/reader.ts";
import { enrol, postJson, said, say } from "../testing/user.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(options: LabOptions = {}): Promise<Lab> {
  const lab = await startLab(options);
  open.push(lab);
  return lab;
}

/** Ada listens to a channel as `ada`, and has heard something. */
async function listen(url: string, channel: (user: string) => string) {
  const ada = await enrol(url, "Ada");
  const reader = read("sse", { url, channel: channel(ada.user.id), session: "ada", token: ada.token });
  open.push(reader);
  return { ...ada, reader };
}

const pathOf = (channel: string) => `/channels/${encodeURIComponent(channel)}`;

async function usersIn(url: string, channel: string, token: string): Promise<string[]> {
  const answer = await fetch(`${url}${pathOf(channel)}/presence?token=${token}`);
  return ((await answer.json()) as Presence).members.map(({ user }) => user.name);
}

test.each(["SHORT-POLLING", "short-polling/", "Long-Polling", "sse/", "SSE"])(
  "no spelling of a path is a way round the token: %s",
  async (path) => {
    const { url } = await start();
    const { user, token, reader } = await listen(url, (id) => `inbox:${id}`);
    const inbox = `inbox:${user.id}`;
    await expect.poll(async () => (await say(url, inbox, token, said("secret", "m-1"))).status).toBe(202);
    await reader.until((all) => all.length === 1);
    const bob = await enrol(url, "Bob");
    const answers = ["", `&token=${bob.token}`].map((query) =>
      fetch(`${url}${pathOf(inbox)}/${path}?session=bob${query}`),
    );
    for (const answer of await Promise.all(answers)) {
      expect([401, 403, 404]).toContain(answer.status);
      expect(await answer.text()).not.toContain("secret");
    }
  },
);

test("nobody says goodbye for another, though they know the session", async () => {
  const { url } = await start();
  const { token } = await listen(url, () => "room:lab");
  await expect.poll(() => usersIn(url, "room:lab", token)).toEqual(["Ada"]);
  const bob = await enrol(url, "Bob");
  const leave = (query: string) =>
    fetch(`${url}${pathOf("room:lab")}/leave?session=ada${query}`, { method: "POST" });
  expect((await leave("")).status).toBe(401);
  expect((await leave(`&token=${bob.token}`)).status).toBe(204);
  expect(await usersIn(url, "room:lab", token)).toEqual(["Ada"]);
  expect((await leave(`&token=${token}`)).status).toBe(204);
  expect(await usersIn(url, "room:lab", token)).toEqual([]);
});

test("who takes another's session for their own does not take their place", async () => {
  const { url } = await start();
  const { token } = await listen(url, () => "room:lab");
  await expect.poll(() => usersIn(url, "room:lab", token)).toEqual(["Ada"]);
  const bob = await enrol(url, "Bob");
  open.push(read("websocket", { url, channel: "room:lab", session: "ada", token: bob.token }));
  await expect.poll(() => usersIn(url, "room:lab", token)).toContain("Bob");
  expect((await usersIn(url, "room:lab", token)).sort()).toEqual(["Ada", "Bob"]);
});

test("a flood from one user is one flood, by however many sessions", async () => {
  const { url } = await start({ publications: { perSecond: 1, burst: 2 } });
  const { token } = await enrol(url, "Ada");
  const post = (session: string) =>
    postJson(`${url}${pathOf("room:lab")}/messages?session=${session}&token=${token}`, said("x"));
  const answers = await Promise.all(["s1", "s2", "s3", "s4"].map(post));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429, 429]);
});

test("comings are a flood, too: no user drives all else out of a room's log, by however many sessions", async () => {
  const { url } = await start({ comings: { perSecond: 0.1, burst: 2 } });
  const join = (session: string, token: string) =>
    fetch(`${url}${pathOf("room:lab")}/short-polling?session=${session}&token=${token}`);
  const { token } = await enrol(url, "Ada");
  const answers = await Promise.all(["s1", "s2", "s3", "s4"].map((session) => join(session, token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers.get("Retry-After")).toBe("10");
  expect(await refused?.text()).toContain("rate-limited");
  const there = answers.findIndex(({ status }) => status === 200);
  expect((await join(`s${there + 1}`, token)).status).toBe(200); // the stay has begun before
  expect((await join("s1", (await enrol(url, "Bob")).token)).status).toBe(200);
});

test("a flood of new names from one address is refused, and says when to come back", async () => {
  const { url } = await start({ enrolments: { perSecond: 1, burst: 2 } });
  const answers = await Promise.all([1, 2, 3].map(() => postJson(`${url}/api/tokens`, { name: "Ada" })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 429]);
  expect(answers.find(({ status }) => status === 429)?.headers.get("Retry-After")).toBe("1");
});

test("behind a proxy on this machine the flood of one address is no flood of another's", async () => {
  const { url } = await start({ enrolments: { perSecond: 0.1, burst: 1 } });
  const ask = async (address: string) =>
    (
      await fetch(`${url}/api/tokens`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Real-IP": address },
        body: JSON.stringify({ name: "Ada" }),
      })
    ).status;
  expect(await ask("192.0.2.1")).toBe(201);
  expect(await ask("192.0.2.1")).toBe(429);
  expect(await ask("192.0.2.2")).toBe(201);
});

test("what comes after the server has closed a WebSocket is not said", async () => {
  const { url } = await start({ expiry: { warnMs: 0, graceMs: 0 } });
  const { token } = await enrol(url, "Ada", 5);
  const socket = new WebSocket(
    `${url.replace("http", "ws")}${pathOf("room:lab")}/websocket?session=ada&token=${token}`,
    SUBPROTOCOL,
  );
  open.push(socket);
  const publish = (text: string) =>
    socket.send(JSON.stringify({ type: "publish", id: 1, message: said(text) }));
  await once(socket, "open");
  // A client that will not have read the close frame yet, nor answered it.
  const { _socket: tcp } = socket as unknown as { readonly _socket: { pause(): void } };
  publish("in time");
  await once(socket, "message");
  tcp.pause();
  const fresh = await enrol(url, "Bob");
  await expect
    .poll(async () => (await fetch(`${url}${pathOf("room:lab")}/presence?token=${token}`)).status, {
      timeout: 8000,
    })
    .toBe(401);
  // The server closes at that moment, or some milliseconds on.
  const until = Date.now() + 300;
  await expect.poll(() => Date.now() > until).toBe(true);
  publish("too late");
  const reader = read("sse", { url, channel: "room:lab", session: "bob", token: fresh.token });
  open.push(reader);
  await say(url, "room:lab", fresh.token, said("last"));
  await reader.until((all) => all.some(({ payload }) => (payload as { text?: string }).text === "last"));
  expect(JSON.stringify(reader.envelopes)).toContain("in time");
  expect(JSON.stringify(reader.envelopes)).not.toContain("too late");
}, 15_000);
