import { cpSync, existsSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { createClient } from "redis";
import { afterEach, describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { untilState } from "../testing/backplanes.ts";
import { createHeardLog, type HeardLog } from "../testing/heard-log.ts";
import { startLab } from "../testing/lab-server.ts";
import { startRelay } from "../testing/relay.ts";
import { enrol } from "../testing/user.ts";
import type { Backplane, Entry } from "./backplane.ts";
import { createRedisBackplane, type RedisOptions } from "./redis.ts";
import { findRedisServer, openRedis, type RedisServer, startRedis, whyNoRedis } from "./redis-server.ts";

const missing = whyNoRedis();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function open(url: string, options: Partial<RedisOptions> = {}): Backplane {
  const backplane = createRedisBackplane({ url, limitMs: 1000, heartbeatMs: 100, ...options });
  closing.push(() => backplane.close());
  return backplane;
}

async function openReady(url: string, options: Partial<RedisOptions> = {}): Promise<Backplane> {
  const backplane = open(url, options);
  await untilState(backplane, "ready");
  return backplane;
}

async function start(settings: Record<string, string> = {}): Promise<RedisServer> {
  const server = await startRedis({ settings });
  closing.push(server.close);
  return server;
}

/** Somebody else at the same Redis. */
async function openStranger({ url }: { url: string }) {
  const client = createClient({ url });
  client.on("error", () => {});
  await client.connect();
  closing.push(() => client.destroy());
  return client;
}

async function listen(backplane: Backplane, channel = "room:a"): Promise<HeardLog> {
  const log = createHeardLog();
  await backplane.subscribe(channel, log);
  return log;
}

describe.skipIf(missing && !process.env.CI)(
  missing ? `redis (skipped: ${missing})` : "redis",
  {
    timeout: 30_000,
  },
  () => {
    test("a log that was flushed begins a new life, and all are told", async () => {
      const server = await start();
      const [one, other] = [await openReady(server.url), await openReady(server.url)];
      const logs = [await listen(one), await listen(other)];
      for (let i = 1; i <= 3; i += 1) await one.publish(entry(i));
      for (const log of logs) await log.until(({ messages }) => messages.length === 3);
      await (await openStranger(server)).flushAll();
      expect((await other.publish(entry(1))).seq).toBe(1);
      for (const log of logs) {
        await log.until(({ lives }) => lives.length === 2 && lives[1]?.messages.length === 1);
        expect(log.lives[1]?.start.seq).toBe(0);
        expect(log.lives[1]?.start.epoch).not.toBe(log.lives[0]?.start.epoch);
        expect(log.wrong).toEqual([]);
      }
    });

    test.each(["life", "log", "ids"])("a log whose %s alone is gone begins a new life", async (part) => {
      const server = await start();
      const one = await openReady(server.url);
      const log = await listen(one);
      await one.publish(entry(1));
      await (await openStranger(server)).del(`ladder:${part}:"room:a"`);
      expect((await one.publish(entry(2))).seq).toBe(1);
      await log.until(({ lives }) => lives[1]?.messages.length === 1);
    });

    test("a Redis that comes back with less than was heard begins a new life", async () => {
      const server = await start();
      const one = await openReady(server.url);
      const log = await listen(one);
      for (let i = 1; i <= 3; i += 1) await one.publish(entry(i));
      const copy = `${server.folder}-copy`;
      closing.push(() => rmSync(copy, { recursive: true, force: true }));
      cpSync(server.folder, copy, { recursive: true });
      for (let i = 4; i <= 5; i += 1) await one.publish(entry(i));
      await log.until(({ messages }) => messages.length === 5);
      await server.kill();
      rmSync(server.folder, { recursive: true });
      cpSync(copy, server.folder, { recursive: true });
      await server.restart();
      await log.until(({ lives }) => lives[1]?.messages.length === 3);
      expect(log.lives[1]?.start).not.toEqual(log.lives[0]?.start);
      await untilState(one, "ready");
      expect((await one.publish(entry("new"))).seq).toBe(4);
      await log.until(({ messages }) => messages.at(-1)?.payload === "new");
      expect(log.wrong).toEqual([]);
    });

    test("a reader who heard what Redis has lost is told so by a server that never heard it", async () => {
      const server = await start();
      const before = await openReady(server.url);
      await before.publish(entry(1, "room:lab"));
      const copy = `${server.folder}-copy`;
      closing.push(() => rmSync(copy, { recursive: true, force: true }));
      cpSync(server.folder, copy, { recursive: true });
      const { epoch, seq } = await before.publish(entry(2, "room:lab"));
      await before.close();
      await server.kill();
      rmSync(server.folder, { recursive: true });
      cpSync(copy, server.folder, { recursive: true });
      await server.restart();

      const lab = await startLab({ backplane: await openReady(server.url) });
      closing.push(lab.close);
      const { token } = await enrol(lab.url, "Ada");
      const ask = async (after: string) => {
        const answer = await fetch(
          `${lab.url}/channels/room:lab/short-polling?session=s1&token=${token}&after=${after}`,
        );
        return (await answer.json()) as Envelope[];
      };
      // What the log still has is no reason for another life.
      expect((await ask(`${epoch}:1`)).map(({ type }) => type)).not.toContain("reset");
      const [reset] = await ask(`${epoch}:${seq + 10}`);
      expect(reset).toMatchObject({ type: "reset", payload: { reason: "epoch" } });
      expect(reset?.epoch).not.toBe(epoch);
      // And who only claims to have heard more does not bring about one life after another.
      expect(await ask(`${reset?.epoch}:999`)).toMatchObject({ error: { code: "rate-limited" } });
    });

    test("who was cut off for longer than the log is kept is told where it begins", async () => {
      const server = await start();
      const relay = await startRelay({ host: "127.0.0.1", port: server.port });
      closing.push(relay.close);
      const away = await openReady(`redis://127.0.0.1:${relay.port}`, { limitMs: 20_000 });
      const present = await openReady(server.url);
      const log = await listen(away);
      await present.publish({ ...entry(1), keep: 5 });
      await log.until(({ messages }) => messages.length === 1);
      for (const connection of relay.connections) connection.stopReading();
      for (let i = 2; i <= 20; i += 1) await present.publish({ ...entry(i), keep: 5 });
      for (const connection of [...relay.connections]) connection.reset();
      await log.until(({ messages }) => messages.at(-1)?.seq === 20);
      expect(log.lives.map(({ start, messages }) => [start.seq, messages.map(({ seq }) => seq)])).toEqual([
        [0, [1]],
        [15, [16, 17, 18, 19, 20]],
      ]);
    });

    test("who is cut off for listening too slowly reads on from the log", async () => {
      const server = await start({ "client-output-buffer-limit": "pubsub 64kb 64kb 1" });
      const one = await openReady(server.url);
      const states: string[] = [];
      one.onState((state) => states.push(state));
      const log = await listen(one);
      await one.publish(entry("small"));
      await one.publish({ ...entry("large"), payload: "x".repeat(1_000_000) });
      await log.until(({ messages }) => messages.length === 2);
      await untilState(one, "ready");
      expect(states).toEqual(["lost", "ready"]);
      expect([log.lives.length, log.wrong]).toEqual([1, []]);
    });

    test("a Redis without memory refuses in its own words, and is ready all the same", async () => {
      const server = await start();
      const one = await openReady(server.url);
      const log = await listen(one);
      await one.publish(entry(1));
      const stranger = await openStranger(server);
      await stranger.configSet("maxmemory", "1");
      await expect(one.publish(entry(2))).rejects.toMatchObject({
        code: "backplane-lost",
        message: expect.stringContaining("OOM"),
      });
      expect(one.state).toBe("ready");
      await stranger.configSet("maxmemory", "0");
      expect((await one.publish(entry(2))).seq).toBe(2);
      await log.until(({ messages }) => messages.length === 2);
    });

    test("a Redis that became a replica refuses in its own words, until it is none", async () => {
      const server = await start();
      const one = await openReady(server.url);
      await one.publish(entry(1));
      const stranger = await openStranger(server);
      await stranger.sendCommand(["REPLICAOF", "127.0.0.1", "1"]);
      await expect(one.publish(entry(2))).rejects.toMatchObject({
        code: "backplane-lost",
        message: expect.stringContaining("READONLY"),
      });
      await stranger.sendCommand(["REPLICAOF", "NO", "ONE"]);
      await untilState(one, "ready");
      expect((await one.publish(entry(2))).seq).toBe(2);
    });

    test.each(["life", "log", "ids"])(
      "a key %s of a wrong type stops its channel, and no other",
      async (part) => {
        const server = await start();
        const one = await openReady(server.url);
        const stranger = await openStranger(server);
        const key = `ladder:${part}:"room:a"`;
        await stranger.set(key, "mine");
        const wrong = { code: "backplane-lost", message: expect.stringContaining("WRONGTYPE") };
        await expect(one.publish(entry(1))).rejects.toMatchObject(wrong);
        await expect(one.subscribe("room:a", createHeardLog())).rejects.toMatchObject(wrong);
        expect((await one.publish(entry(1, "room:b"))).seq).toBe(1);
        expect(one.state).toBe("ready");
        await stranger.del(key);
        const log = await listen(one);
        await one.publish(entry(1));
        await log.until(({ messages }) => messages.length === 1);
      },
    );

    test("a Redis that has forgotten the scripts is told them again", async () => {
      const server = await start();
      const one = await openReady(server.url);
      await (await openStranger(server)).scriptFlush();
      expect((await one.publish(entry(1))).seq).toBe(1);
    });

    test("what a stranger says on our pub/sub channels is no crash, and is not told", async () => {
      const server = await start();
      const one = await openReady(server.url);
      const log = await listen(one);
      const stranger = await openStranger(server);
      const { epoch } = await one.publish(entry(1));
      for (const junk of ["", " ", "junk", `${epoch} 2 {`, `${epoch} 2 `, `${epoch} 99 [1]`, "other 1 [1]"])
        await stranger.publish('ladder:wake:"room:a"', junk);
      await one.publish(entry(2));
      await log.until(({ messages }) => messages.length === 2);
      expect([log.wrong, log.lives.length]).toEqual([[], 1]);
    });

    test("so many publications may wait, and one more is refused at once", async () => {
      const server = await start();
      const one = await openReady(server.url, { pending: 10, limitMs: 5000 });
      server.pause();
      const waiting = Array.from({ length: 10 }, (_, i) => one.publish(entry(i)));
      await expect(one.publish(entry("more"))).rejects.toThrow("10 publications already wait for Redis");
      for (let i = 0; i < 1000; i += 1) one.announce("left out");
      server.resume();
      expect((await Promise.all(waiting)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      await one.publish(entry("more"));
    });

    test("what nobody follows any more, Redis is not asked for", async () => {
      const server = await start();
      const one = await openReady(server.url);
      const stranger = await openStranger(server);
      for (let round = 0; round < 3; round += 1) {
        const stops = await Promise.all(
          Array.from({ length: 100 }, (_, i) => one.subscribe(`room:${i % 50}`, createHeardLog())),
        );
        expect(await stranger.pubSubChannels("ladder:wake:*")).toHaveLength(50);
        for (const stop of stops) stop();
      }
      await one.subscribe("room:last", createHeardLog()); // answered after what was given up before it
      expect(await stranger.pubSubChannels("ladder:wake:*")).toEqual(['ladder:wake:"room:last"']);
    });

    test("five hundred channels are caught up after a kill", async () => {
      const server = await start();
      const [one, other] = [await openReady(server.url), await openReady(server.url)];
      const names = Array.from({ length: 500 }, (_, i) => `room:${i}`);
      const logs = await Promise.all(names.map((name) => listen(one, name)));
      await Promise.all(names.map((name) => other.publish(entry(1, name))));
      const lost = Promise.all([untilState(one, "lost"), untilState(other, "lost")]);
      await server.kill();
      await lost;
      await server.restart();
      await untilState(other, "ready");
      await Promise.all(names.map((name) => other.publish(entry(2, name))));
      for (const log of logs) await log.until(({ messages }) => messages.length === 2);
      expect(logs.every(({ lives, wrong }) => lives.length === 1 && wrong.length === 0)).toBe(true);
    });

    test("a channel that nobody speaks on expires, and one that is spoken on does not", async () => {
      const server = await start();
      const one = await openReady(server.url, { idleMs: 3600_000 });
      await one.publish(entry(1));
      const stranger = await openStranger(server);
      for (const key of await stranger.keys("*")) {
        const ttl = await stranger.pTTL(key);
        expect(ttl).toBeGreaterThan(3500_000);
        expect(ttl).toBeLessThanOrEqual(3600_000);
      }
      expect((await stranger.keys("*")).toSorted()).toEqual([
        'ladder:ids:"room:a"',
        'ladder:life:"room:a"',
        'ladder:log:"room:a"',
      ]);
    });

    test("one that was killed is started again, and one that is closed leaves nothing", async () => {
      const server = await start();
      const { pid, folder } = server;
      await server.kill();
      await server.restart();
      expect(server.pid).not.toBe(pid);
      await server.close();
      expect(existsSync(folder)).toBe(false);
      expect(server.pid).toBeUndefined();
    });

    test("one that does not start says why", async () => {
      await expect(startRedis({ settings: { appendfsync: "perhaps" } })).rejects.toThrow(
        /did not start: .*appendfsync/s,
      );
    });
  },
);

describe("without a Redis", { timeout: 30_000 }, () => {
  test("where redis-server is missing, it is said how to get it", async () => {
    const env = { PATH: "/nowhere" };
    expect(findRedisServer(env)).toBeUndefined();
    await expect(startRedis({ env })).rejects.toThrow("redis-server is not on the PATH: install it");
    expect(await openRedis({ env: { ...env, REDIS_URL: "redis://there:1" } })).toMatchObject({
      url: "redis://there:1",
    });
  });

  test("nothing that answers is lost, refuses, and can be closed", async () => {
    const one = open("redis://127.0.0.1:1");
    expect(one.state).toBe("connecting");
    await expect(one.publish(entry(1))).rejects.toMatchObject({ code: "backplane-lost" });
    await untilState(one, "lost");
    await expect(one.subscribe("room:a", createHeardLog())).rejects.toMatchObject({ code: "backplane-lost" });
    await one.close();
  });

  test("a URL that is none is refused at once", () => {
    for (const url of ["", "localhost:6379", "http://localhost", "redis//x"])
      expect(() => createRedisBackplane({ url })).toThrow(TypeError);
  });

  test.each([
    ["an error", "-LOADING Redis is loading the dataset in memory\r\n", /LOADING/],
    ["another error", "-NOAUTH Authentication required.\r\n", /NOAUTH/],
    ["another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n", /./],
    ["junk", "\u0000\u0001\u0002*-5\r\n$999999999999\r\n", /./],
    ["the end", undefined, /./],
    ["silence", "", /within/],
  ])("a peer that answers %s is lost, for that reason, and no crash", async (_, answer, reason) => {
    const peer = await startPeer(answer);
    const reasons: string[] = [];
    const told = new Promise<void>((resolve) => {
      const one = open(peer, {
        limitMs: 300,
        onTrouble(why) {
          reasons.push(String(why));
          if (reasons.length === 2) resolve();
        },
      });
      void one;
    });
    await told;
    for (const why of reasons) expect(why).toMatch(reason);
  });
});

/** Answers all that it is told with this text; hangs up, where there is none. */
async function startPeer(answer: string | undefined): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => (answer === undefined ? socket.destroy() : socket.write(answer)));
    closing.push(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `redis://127.0.0.1:${address.port}`;
}

function entry(id: number | string, channel = "room:a"): Entry {
  return { channel, id: String(id), type: "said", payload: id, at: 1764000000000, keep: 1000 };
}
