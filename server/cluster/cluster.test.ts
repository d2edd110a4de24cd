import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUS_ACTS, type ClusterState } from "#protocol/cluster.ts";
import type { Envelope } from "#protocol/envelope.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { whyNoKafka } from "../backplane/kafka-fetch.ts";
import { freePorts } from "../backplane/own-process.ts";
import { startRedis, whyNoRedis } from "../backplane/redis-server.ts";
import { read } from "../testing/reader.ts";
import { enrol, postJson, said, say } from "../testing/user.ts";
import { startBus } from "./bus.ts";

import { type Cluster, startCluster } from "./cluster.ts";
import { fillIn, startNginx, whyNoNginx } from "./nginx.ts";

const lacking = whyNoNginx() ?? whyNoRedis();
if (lacking && process.env.CI) throw new Error(lacking);

/** Killed and started here: it has to be one of the cluster's own. */
const env = { ...process.env, REDIS_URL: "", KAFKA_BROKERS: "" };
const START = { servers: 2, host: "127.0.0.1", port: 0, log: () => {}, env };
const textsIn = (envelopes: readonly Envelope[]) =>
  envelopes.filter(({ type }) => type === "said").map(({ payload }) => (payload as { text: string }).text);

/** One reader on each server: nginx takes turns. */
async function joinBoth({ members }: Cluster, token: string) {
  const readers = members.map(({ name, port }) =>
    read("websocket", { url: `http://127.0.0.1:${port}`, channel: "room:lab", session: name, token }),
  );
  for (const reader of readers) await reader.until((all) => all.length > 0);
  return readers as [(typeof readers)[0], (typeof readers)[0]];
}

test("the configuration has each value put in its place", () => {
  const filled = fillIn(
    "a {folder} {address} b {servers} {supervisor} {other}",
    {
      address: "h:1",
      ports: [2, 3],
      supervisor: "s:4",
    },
    "/f",
  );
  expect(filled).toBe(
    "a /f h:1 b server 127.0.0.1:2 max_fails=0;\n    server 127.0.0.1:3 max_fails=0; s:4 {other}",
  );
});

test.skipIf(whyNoNginx())("nginx says who asks, and nobody says it in its place", async () => {
  const echo = createServer(({ headers }, response) => response.end(String(headers["x-real-ip"])));
  await once(echo.listen(0, "127.0.0.1"), "listening");
  const { port } = echo.address() as AddressInfo;
  const address = `127.0.0.1:${(await freePorts(1))[0]}`;
  const nginx = await startNginx({ address, ports: [port], supervisor: `127.0.0.1:${port}`, log: () => {} });
  try {
    const answer = await fetch(`http://${address}/`, { headers: { "X-Real-IP": "192.0.2.1" } });
    expect(await answer.text()).toBe("127.0.0.1");
  } finally {
    await nginx.close();
    echo.closeAllConnections();
    echo.close();
  }
});

test.skipIf(whyNoNginx())(
  "nginx asks servers in turn, but for one session's counter always the same",
  async () => {
    const echo = ["a", "b"].map((name) => createServer((_request, response) => response.end(name)));
    for (const server of echo) await once(server.listen(0, "127.0.0.1"), "listening");
    const ports = echo.map((server) => (server.address() as AddressInfo).port);
    const address = `127.0.0.1:${(await freePorts(1))[0]}`;
    const nginx = await startNginx({ address, ports, supervisor: `127.0.0.1:${ports[0]}`, log: () => {} });
    const serversOf = async (...paths: string[]) => {
      const named = await Promise.all(
        paths.map(async (path) => (await fetch(`http://${address}${path}`)).text()),
      );
      return [...new Set(named)].sort();
    };
    const counterOf = (session: string) => [
      ...TRANSPORTS.map(
        (transport) => `/channels/counter%3A${session}/${transport}?session=${session}&after=a:1`,
      ),
      `/channels/counter/messages?session=${session}`,
      ...["control", "network", "schedule"].map((name) => `/api/sessions/${session}/${name}`),
    ];
    try {
      expect(
        await serversOf("/", "/", "/api/sessions/s1/meter", "/channels/room%3Ar/sse?session=s1"),
      ).toEqual(["a", "b"]);
      const found = await Promise.all(Array.from({ length: 30 }, (_, i) => serversOf(...counterOf(`s${i}`))));
      for (const servers of found) expect(servers).toHaveLength(1);
      expect(new Set(found.flat()).size).toBe(2);
    } finally {
      await nginx.close();
      for (const server of echo) {
        server.closeAllConnections();
        server.close();
      }
    }
  },
);

const lackingKafka = whyNoNginx() ?? whyNoKafka();
if (lackingKafka && process.env.CI) throw new Error(lackingKafka);

describe.skipIf(lackingKafka)("two servers behind nginx, with kafka", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ ...START, backplane: "kafka" });
  }, 120_000);
  afterAll(() => cluster.close());

  test("two people on two servers hear each other, also after the broker was killed and came back", async () => {
    const { token } = await enrol(cluster.url, "Ada");
    const say202 = (text: string, id: string) =>
      expect
        .poll(async () => (await say(cluster.url, "room:lab", token, said(text, id))).status, {
          timeout: 30_000,
        })
        .toBe(202);
    await say202("one", "m-1");
    const readers = await joinBoth(cluster, token);
    await postJson(`${cluster.url}/cluster/backplane/kill`, {});
    await postJson(`${cluster.url}/cluster/backplane/start`, {});
    await say202("two", "m-2");
    await say202("two", "m-2");
    await say202("three", "m-3");
    for (const reader of readers) {
      await reader.until((all) => textsIn(all).length === 3);
      expect(textsIn(reader.envelopes)).toEqual(["one", "two", "three"]);
      reader.close();
    }
  }, 60_000);
});

describe.skipIf(lacking)("two servers behind nginx, with redis", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ ...START, backplane: "redis" });
  }, 30_000);
  afterAll(() => cluster.close());

  test("two people on two servers hear each other", async () => {
    const { token } = await enrol(cluster.url, "Ada");
    const readers = await joinBoth(cluster, token);
    await say(cluster.url, "room:lab", token, said("one"));
    await say(cluster.url, "room:lab", token, said("two"));
    for (const reader of readers) {
      await reader.until((all) => textsIn(all).length === 2);
      expect(textsIn(reader.envelopes)).toEqual(["one", "two"]);
      reader.close();
    }
  });

  test("who is refused by every server costs nobody else theirs", async () => {
    const { token } = await enrol(cluster.url, "Eve");
    const ask = (url: string, room: string, pass = token, session = "eve") =>
      fetch(`${url}/channels/room%3A${room}/short-polling?session=${session}&token=${pass}`);
    // One room more than a user may have, on each server.
    for (const { port } of cluster.members)
      for (let room = 0; room < 50; room += 1) await ask(`http://127.0.0.1:${port}`, `many-${port}-${room}`);
    const bob = await enrol(cluster.url, "Bob");
    for (let i = 0; i < 10; i += 1) {
      expect((await ask(cluster.url, `more-${i}`)).status).toBe(503);
      expect((await ask(cluster.url, "lab", bob.token, "bob")).status).toBe(200);
    }
  }, 30_000);

  test("a server is killed: the other answers for both, and knows all that was said", async () => {
    const { token } = await enrol(cluster.url, "Ada");
    await say(cluster.url, "room:kill", token, said("before"));
    const killed = await postJson(`${cluster.url}/cluster/servers/s1/kill`, {});
    expect(killed.status).toBe(202);
    await expect.poll(() => cluster.state().servers[0]?.state).toBe("down");
    // A POST that was on its way to the dead one may be refused once: the client says it again, with the same id.
    await expect
      .poll(async () => (await say(cluster.url, "room:kill", token, said("after", "m-1"))).status)
      .toBe(202);
    const reader = read("sse", { url: cluster.url, channel: "room:kill", session: "r", token });
    await reader.until((all) => textsIn(all).length === 2);
    expect(textsIn(reader.envelopes)).toEqual(["before", "after"]);
    reader.close();
    await postJson(`${cluster.url}/cluster/servers/s1/start`, {});
    await expect.poll(() => cluster.state().servers[0]?.state, { timeout: 20_000 }).toBe("up");
  }, 30_000);

  test("redis dies by itself: it is down, the servers say that they have lost it, and start mends both", async () => {
    const seen = async () => {
      const state = (await (await fetch(`${cluster.url}/cluster/state`)).json()) as ClusterState;
      return [state.backplane.state, ...state.servers.map(({ backplane }) => backplane)];
    };
    await expect.poll(seen).toEqual(["up", "ready", "ready"]);
    process.kill(cluster.bus.pid ?? 0, "SIGKILL");
    await expect.poll(seen).toEqual(["down", "lost", "lost"]);
    await Promise.all([1, 2].map(() => postJson(`${cluster.url}/cluster/backplane/start`, {})));
    await expect.poll(seen).toEqual(["up", "ready", "ready"]);
  });

  test("what is said of a cluster, and what is no part of it, is refused by name", async () => {
    const answers = await Promise.all(
      ["servers/s9/kill", "servers/s1/explode", "backplane/explode", "nonsense"].map(async (path) =>
        (await postJson(`${cluster.url}/cluster/${path}`, {})).text(),
      ),
    );
    expect(answers[0]).toContain('server: expected s1, s2, got \\"s9\\"');
    expect(answers[1]).toContain("act: expected kill, drain, start");
    expect(answers[2]).toContain("act: expected kill, pause, resume, start");
    expect(answers[3]).toContain("path: expected servers or backplane");
    const foreign = await fetch(`${cluster.url}/cluster/servers/s1/kill`, {
      method: "POST",
      headers: { Origin: "http://elsewhere.example" },
    });
    expect(foreign.status).toBe(403);
  });
});

test("a Redis that REDIS_URL names is used, and left alone: each button is refused by name", async () => {
  const said: string[] = [];
  const log = (line: string) => void said.push(line);
  const bus = await startBus("redis", log, { REDIS_URL: "redis://there:1" });
  expect([bus.state, bus.pid]).toEqual(["elsewhere", undefined]);
  expect(bus.env).toEqual({ BACKPLANE: "redis", REDIS_URL: "redis://there:1" });
  for (const act of BUS_ACTS)
    expect(bus.acts[act]).toThrow(
      'backplane: expected one that this cluster has started, got "the redis of REDIS_URL"',
    );
  await bus.close();
  const kafka = await startBus("kafka", log, { KAFKA_BROKERS: "one:1,two:2" });
  expect([kafka.state, kafka.env.KAFKA_BROKERS]).toEqual(["elsewhere", "one:1,two:2"]);
  expect(kafka.acts.kill).toThrow('got "the kafka of KAFKA_BROKERS"');
  expect(said).toEqual([
    "redis is not started: REDIS_URL names one",
    "kafka is not started: KAFKA_BROKERS names one",
  ]);
});

describe.skipIf(lacking)("two servers behind nginx, with a redis that is there already", () => {
  test("it outlives them, and its buttons are answered 403", async () => {
    const redis = await startRedis();
    try {
      const own = { ...process.env, REDIS_URL: redis.url };
      const cluster = await startCluster({ ...START, backplane: "redis", env: own });
      const answer = await postJson(`${cluster.url}/cluster/backplane/kill`, {});
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("REDIS_URL")]);
      expect(cluster.state().backplane).toEqual({ kind: "redis", state: "elsewhere" });
      await cluster.close();
      expect(redis.state).toBe("up");
    } finally {
      await redis.close();
    }
  }, 30_000);
});

describe.skipIf(lacking)("two servers behind nginx, without a backplane", () => {
  test("each has a room of its own: two people in it cannot hear each other, and nothing says so", async () => {
    const cluster = await startCluster({ ...START, backplane: "none" });
    try {
      const { token } = await enrol(cluster.url, "Ada");
      const [one, two] = await joinBoth(cluster, token);
      const answer = await say(
        `http://127.0.0.1:${cluster.members[0]?.port}`,
        "room:lab",
        token,
        said("hello?"),
      );
      expect(answer.status).toBe(202);
      await one.until((all) => textsIn(all).length === 1);
      expect(textsIn(two.envelopes)).toEqual([]);
      for (const reader of [one, two]) reader.close();
    } finally {
      await cluster.close();
    }
  }, 30_000);
});
