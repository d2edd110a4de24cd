import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { CLOSE } from "#protocol/close-codes.ts";
import type { LanePort, NetworkEvent, NetworkRequest } from "#protocol/network.ts";
import { NETWORK_SUBPROTOCOL } from "#protocol/transports.ts";
import { type Lab, type LabOptions, startLab } from "../testing/lab-server.ts";
import { soon } from "../testing/network.ts";
import { connectRaw, frame, get, OPCODE, upgrade } from "../testing/raw-client.ts";

vi.setConfig({ testTimeout: 30_000 });

/** Below those that the system gives to whoever asks for any: a port that was closed must stay so, whatever runs beside. */
const PORTS = [21_000, 21_999] as const;

async function begin(options?: LabOptions): Promise<Lab> {
  const lab = await startLab({ networkPorts: PORTS, ...options });
  onTestFinished(() => lab.close());
  return lab;
}

/** A page's end of a network. */
interface Page {
  readonly socket: WebSocket;
  readonly events: readonly NetworkEvent[];
  readonly closed: Promise<CloseEvent>;
  say(request: NetworkRequest | object): void;
  /** The first event of a type, once it has come; the reason where the network is refused. */
  hear<Type extends NetworkEvent["type"]>(type: Type): Promise<Extract<NetworkEvent, { type: Type }>>;
}

function join(lab: Lab, session: string): Page {
  const url = `${lab.url.replace("http", "ws")}/api/sessions/${session}/network`;
  const socket = new WebSocket(url, NETWORK_SUBPROTOCOL);
  onTestFinished(() => socket.close());
  const events: NetworkEvent[] = [];
  const looks = new Set<() => void>();
  socket.onmessage = ({ data }) => {
    events.push(JSON.parse(String(data)) as NetworkEvent);
    for (const look of [...looks]) look();
  };
  const opened = new Promise((resolve) => {
    socket.onopen = resolve;
  });
  return {
    socket,
    events,
    closed: new Promise((resolve) => {
      socket.onclose = resolve;
    }),
    say: (said) => void opened.then(() => socket.send(JSON.stringify(said))),
    hear: (type) =>
      new Promise((resolve) => {
        const look = () => {
          const event = events.find((one) => one.type === type);
          if (!event) return;
          looks.delete(look);
          resolve(event as Parameters<typeof resolve>[0]);
        };
        looks.add(look);
        look();
      }),
  };
}

const OPEN: NetworkRequest = { type: "open", seed: 1, ownServer: false, tape: false };
async function open(lab: Lab, session = "s1", request: NetworkRequest = OPEN) {
  const page = join(lab, session);
  page.say(request);
  const { ports } = await page.hear("opened");
  return { page, ports };
}

const isOpen = (port: number) =>
  connectRaw(port).then(
    ({ socket }) => Boolean(socket.destroy()),
    () => false,
  );
const allClosed = async (ports: Readonly<Record<LanePort, number>> | readonly number[]) =>
  (await Promise.all(Object.values(ports).map(isOpen))).every((one) => !one);

test("a network opens five ports, and the lab answers on each", async () => {
  const lab = await begin();
  const { page, ports } = await open(lab);
  expect(Object.keys(ports)).toEqual(["short-polling", "long-polling", "sse", "websocket", "control"]);
  for (const port of Object.values(ports))
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
  page.say({ type: "faults", faults: { latencyMs: 20 } });
  expect(await page.hear("faults")).toMatchObject({ faults: { latencyMs: 20, stall: false } });
});

test("the tape tells connections, their bytes, and their ends, by the server's clock", async () => {
  const lab = await begin();
  const { page, ports } = await open(lab, "s1", { ...OPEN, tape: true });
  const before = performance.timeOrigin + performance.now();
  const client = await connectRaw(ports.sse);
  client.send(get("/api/health", { Connection: "close" }));
  await client.closed;
  const records = () => page.events.flatMap((event) => (event.type === "tape" ? event.records : []));
  await soon(() => records().filter(({ kind }) => kind === "ended").length).toBe(2);
  const after = performance.timeOrigin + performance.now();
  expect(records()[0]).toMatchObject({
    kind: "opened",
    connection: 1,
    lane: "sse",
    lanePort: ports.sse,
    clientPort: expect.any(Number),
  });
  for (const { at } of records()) {
    expect(at).toBeGreaterThan(before - 1);
    expect(at).toBeLessThan(after + 1);
  }
  const text = (from: string) =>
    records()
      .map((record) => (record.kind === "bytes" && record.from === from ? atob(record.data) : ""))
      .join("");
  expect(text("client")).toMatch(/^GET \/api\/health/);
  expect(text("server")).toBe(client.received);
  expect(records().findLast((record) => record.kind === "passed" && record.from === "server")).toMatchObject({
    to: client.received.length,
  });
});

test("when its socket closes, the network's ports close, and its connections", async () => {
  const lab = await begin();
  const { page, ports } = await open(lab);
  const client = await connectRaw(ports.sse);
  page.socket.close();
  await client.closed;
  await soon(() => allClosed(ports)).toBe(true);
});

test("when its socket closes, its own server ends", async () => {
  const lab = await begin();
  const { page, ports } = await open(lab, "s1", { ...OPEN, ownServer: true });
  const { pid } = (await (await fetch(`http://127.0.0.1:${ports.control}/api/health`)).json()) as {
    pid?: number;
  };
  expect(pid).toEqual(expect.any(Number));
  expect(pid).not.toBe(process.pid);
  page.socket.close();
  await soon(() => isRunning(pid ?? 0)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a second socket of a session takes the first one's place", async () => {
  const lab = await begin();
  const { page, ports } = await open(lab);
  const other = await open(lab);
  expect(await page.closed).toMatchObject({ code: CLOSE.replaced });
  // The second may have been given ports that the first has left.
  const left = Object.values(ports).filter((port) => !Object.values(other.ports).includes(port));
  await soon(() => allClosed(left)).toBe(true);
  expect(await isOpen(other.ports.sse)).toBe(true);
});

test("a server that goes away closes its networks with 1001, and their ports", async () => {
  const lab = await startLab({ networkPorts: PORTS });
  const { page, ports } = await open(lab);
  await lab.close();
  expect(await page.closed).toMatchObject({ code: CLOSE.goingAway });
  expect(await allClosed(ports)).toBe(true);
});

// --- too many ---
test("a hundred networks of one client: sixteen open, the rest are refused by name, and all close", async () => {
  const lab = await begin();
  const pages = Array.from({ length: 100 }, (_, i) => join(lab, `s${i}`));
  for (const page of pages) page.say(OPEN);
  const answers = await Promise.all(
    pages.map((page) => Promise.race([page.hear("opened"), page.hear("error")])),
  );
  const opened = answers.filter((answer) => answer.type === "opened");
  expect(opened).toHaveLength(16);
  for (const answer of answers)
    if (answer.type === "error")
      expect(answer).toMatchObject({
        code: "too-many-networks",
        message: "networks of one address: expected at most 16 at a time, got one more",
      });
  for (const page of pages) page.socket.close();
  for (const { ports } of opened) await soon(() => allClosed(ports)).toBe(true);
  await open(lab, "later");
});

test.for([
  [{ networks: { count: 1, perAddress: 9, ownServers: 9 } }, "networks: expected at most 1 at a time"],
  [{ networks: { count: 9, perAddress: 1, ownServers: 9 } }, "networks of one address: expected at most 1"],
] as const)(
  "with %o the second network is refused, until the first is closed",
  async ([options, message]) => {
    const lab = await begin(options);
    const { page } = await open(lab, "s1");
    const second = join(lab, "s2");
    second.say(OPEN);
    const refusal = await second.hear("error");
    expect(refusal.code).toBe("too-many-networks");
    expect(refusal.message).toMatch(message);
    page.socket.close();
    await soon(() => {
      second.say(OPEN);
      return second.events.some(({ type }) => type === "opened");
    }).toBe(true);
  },
);

test("behind a proxy on this machine each client has networks of its own address", async () => {
  const lab = await begin({ networks: { count: 9, perAddress: 1, ownServers: 0 } });
  let session = 0;
  const ask = async (address: string, answer: string) => {
    const page = await connectRaw(lab.port);
    onTestFinished(() => void page.socket.destroy());
    session += 1;
    const headers = { "Sec-WebSocket-Protocol": NETWORK_SUBPROTOCOL, "X-Real-IP": address };
    page.send(upgrade(`/api/sessions/s${session}/network`, headers));
    await page.until("101 Switching Protocols");
    page.send(frame(OPCODE.text, JSON.stringify(OPEN)));
    await page.until(answer);
  };
  await ask("192.0.2.1", '"type":"opened"');
  await ask("192.0.2.1", "networks of one address");
  await ask("192.0.2.2", '"type":"opened"');
});

test("servers of networks are limited by themselves", async () => {
  const lab = await begin({ networks: { count: 9, perAddress: 9, ownServers: 0 } });
  const page = join(lab, "s1");
  page.say({ ...OPEN, ownServer: true });
  expect((await page.hear("error")).message).toMatch("servers of networks: expected at most 0");
  await open(lab, "s2");
});

test("ports are those that the lab was given; where they run out, nothing is left open", async () => {
  const [first, taken] = await freeRow(7);
  const occupier = createServer().listen(taken, "127.0.0.1");
  onTestFinished(() => void occupier.close());
  await once(occupier, "listening");
  const lab = await begin({ networkPorts: [first, first + 6] });
  const { page, ports } = await open(lab, "s1");
  const all = Object.values(ports);
  expect(all.every((port) => port >= first && port <= first + 6 && port !== taken)).toBe(true);
  const second = join(lab, "s2");
  second.say(OPEN);
  expect(await second.hear("error")).toMatchObject({
    code: "too-many-networks",
    message: "ports: expected 5 free ones, found 1",
  });
  const rest = [first, first + 6].find((port) => !all.includes(port) && port !== taken) ?? 0;
  await soon(() => isOpen(rest)).toBe(false);
  page.socket.close();
  await soon(() => allClosed(ports)).toBe(true);
});

/** The first of so many free ports in a row, and the third of them. */
async function freeRow(length: number): Promise<readonly [number, number]> {
  for (let first = 20_011; first < 30_000; first += 101) {
    const row = Array.from({ length }, (_, i) => createServer().listen(first + i, "127.0.0.1"));
    const free = await Promise.all(row.map((server) => once(server, "listening").then(Boolean, () => false)));
    await Promise.all(row.map((server) => new Promise((resolve) => void server.close(resolve))));
    if (free.every(Boolean)) return [first, first + 2];
  }
  throw new Error("no free ports");
}

// --- bad input ---
test.for([
  ["no JSON", "{", "bad-json", /frame: expected JSON/],
  ["an unknown type", '{"type":"explode"}', "bad-message", /frame.type: expected a frame of type open/],
  ["faults before it is open", '{"type":"faults","faults":{}}', "bad-message", /expected open first/],
  [
    "a seed that is none",
    '{"type":"open","seed":-1,"ownServer":false,"tape":false}',
    "bad-message",
    /frame.seed: expected 0 to/,
  ],
] as const)("%s is refused by name, and the socket goes on", async ([, said, code, message]) => {
  const lab = await begin();
  const page = join(lab, "s1");
  await once(page.socket, "open");
  page.socket.send(said);
  const refusal = await page.hear("error");
  expect(refusal.code).toBe(code);
  expect(refusal.message).toMatch(message);
  page.say(OPEN);
  await page.hear("opened");
});

test.for([
  [{ type: "faults", faults: { earthquake: true } }, /frame.faults: expected no key earthquake/],
  [{ type: "faults", faults: { latencyMs: -1 } }, /frame.faults.latencyMs: expected 0 to 10000, got -1/],
  [{ type: "act", act: "explode" }, /frame.act: expected one of cut/],
  [{ type: "act", act: "crash" }, /crash needs a server of the network's own/],
  [
    {
      type: "script",
      cues: [
        { atMs: 5, act: "cut" },
        { atMs: 1, act: "cut" },
      ],
    },
    /frame.cues: expected cues in order of time/,
  ],
  [{ type: "script", cues: [{ atMs: 5, act: "crash" }] }, /crash needs a server/],
  [
    { type: "script", cues: Array(101).fill({ atMs: 5, act: "cut" }) },
    /frame.cues: expected at most 100 cues/,
  ],
  [OPEN, /open comes once/],
] as const)("an open network refuses %j by name", async ([said, message]) => {
  const lab = await begin();
  const { page, ports } = await open(lab);
  page.say(said);
  const refusal = await page.hear("error");
  expect(refusal.code).toBe("bad-message");
  expect(refusal.message).toMatch(message);
  expect(await isOpen(ports.sse)).toBe(true);
});

test("a script of 10,000 cues is more than a frame may be, and closes the network", async () => {
  const lab = await begin();
  const { page, ports } = await open(lab);
  page.say({ type: "script", cues: Array(10_000).fill({ atMs: 5, act: "cut" }) });
  expect(await page.closed).toMatchObject({ code: 1009 });
  await soon(() => allClosed(ports)).toBe(true);
});

test("a binary frame closes the socket with 1003", async () => {
  const lab = await begin();
  const client = await connectRaw(lab.port);
  client.send(upgrade("/api/sessions/s1/network", { "Sec-WebSocket-Protocol": NETWORK_SUBPROTOCOL }));
  client.send(frame(OPCODE.binary, "x"));
  await client.until("\x03\xeb");
  client.socket.destroy();
});

test("a plain request is told to upgrade, and a foreign page is refused", async () => {
  const lab = await begin();
  const client = await connectRaw(lab.port);
  onTestFinished(() => void client.socket.destroy());
  client.send(get("/api/sessions/s1/network"));
  expect((await client.answer()).status).toBe(426);
  client.send(upgrade("/api/sessions/s1/network", { Origin: "http://elsewhere" }));
  expect((await client.answers(2))[1]?.status).toBe(403);
});
