import { expect, onTestFinished, test } from "vitest";
import { type LabOptions, startLab } from "../testing/lab-server.ts";
import { connectRaw, get, upgrade } from "../testing/raw-client.ts";
import { untilHolds } from "../testing/until-holds.ts";

const POLL = "/channels/counter/short-polling";

/** A server whose limits can be reached. */
async function startSmall(options: LabOptions) {
  const small = await startLab(options);
  onTestFinished(small.close);
  return small;
}

test("one session too many is told when to come back, and takes nothing from the others", async () => {
  const small = await startSmall({ sessions: { count: 3, goneAfterMs: 60_000, forgetAfterMs: 600_000 } });
  const poll = async (session: string) => {
    const client = await connectRaw(small.port);
    onTestFinished(() => void client.socket.destroy());
    client.send(get(`${POLL}?session=${session}`));
    return client.answer();
  };
  for (const session of ["a", "b", "c"]) expect((await poll(session)).status).toBe(200);
  const before = small.meter("a");
  const refused = await poll("d");
  expect(refused).toMatchObject({ status: 503, headers: { "retry-after": "60" } });
  expect(refused.body).toMatch(
    /"too-many-sessions","message":"session: expected at most 3 at a time, got one more"/,
  );
  expect(small.meter("a")).toEqual(before);
  expect((await poll("a")).status).toBe(200);
});

test("a session that is not connected makes room for a new one, and the server's sums keep its figures", async () => {
  const small = await startSmall({ sessions: { count: 2, goneAfterMs: 60_000, forgetAfterMs: 600_000 } });
  const [stays, leaves] = [await connectRaw(small.port), await connectRaw(small.port)];
  stays.send(get(`${POLL}?session=stays`));
  leaves.send(get(`${POLL}?session=leaves`, { Connection: "close" }));
  await Promise.all([stays.answer(), leaves.answer()]);
  await untilHolds(() => expect(small.meter("leaves", "short-polling").connections.open).toBe(0));
  stays.send(get(`${POLL}?session=new`));
  await untilHolds(() => expect(small.meter("new", "short-polling").requests).toBe(1));
  expect(small.meter("leaves", "short-polling").requests).toBe(0);
  expect(small.total().transports["short-polling"]?.requests).toBe(3);
  stays.socket.destroy();
});

test("a session's ninth control socket is refused, and welcome when one of the eight has gone", async () => {
  const small = await startSmall({});
  const enter = async () => {
    const client = await connectRaw(small.port);
    onTestFinished(() => void client.socket.destroy());
    client.send(upgrade("/api/sessions/s1/control", { "Sec-WebSocket-Protocol": "ladder-control.v1" }));
    return { client, ...(await client.answer()) };
  };
  const eight = [];
  for (let i = 0; i < 8; i += 1) eight.push(await enter());
  expect(eight.map(({ status }) => status)).toEqual(Array(8).fill(101));
  const ninth = await enter();
  expect(ninth.status).toBe(503);
  expect(ninth.body).toMatch(/"too-many-connections","message":"control sockets: expected at most 8/);
  eight[0]?.client.socket.destroy();
  await untilHolds(() => expect(small.meter("s1", "control").connections.open).toBe(7));
  expect((await enter()).status).toBe(101);
});

test("one connection too many is told so, and another takes its place when there is room", async () => {
  const small = await startSmall({ connections: 2 });
  const clients = await Promise.all([1, 2, 3].map(() => connectRaw(small.port)));
  for (const client of clients) client.send(get(POLL));
  const answers = await Promise.all(clients.map((client) => client.answer()));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 503]);
  expect(answers[2]?.body).toMatch(/"too-many-connections","message":"connection: expected/);
  clients[0]?.socket.destroy();
  await untilHolds(async () => expect(await connectionsOf(small)).toBe(1));
  const next = await connectRaw(small.port);
  next.send(get(POLL));
  expect((await next.answer()).status).toBe(200);
});

function connectionsOf({ app }: Awaited<ReturnType<typeof startLab>>): Promise<number> {
  return new Promise((resolve, reject) => {
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
