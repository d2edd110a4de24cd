import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { closeFrame, connectRaw, get, type RawClient, upgrade } from "./testing/raw-client.ts";
import { untilHolds } from "./testing/until-holds.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const DRAIN_MS = 3000;

/** The program as a person starts it, in a process of its own. */
function start(environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function portOf(child: ChildProcess): Promise<number> {
  let said = "";
  for await (const piece of child.stdout ?? []) {
    said += piece;
    const port = /http:\/\/127\.0\.0\.1:(\d+)\n/.exec(said)?.[1];
    if (port) return Number(port);
  }
  throw new Error(`it did not say where it is: ${said}`);
}

/** How it ended, and what it complained about. */
async function ending(child: ChildProcess) {
  const said = child.stderr ? text(child.stderr) : "";
  const [code] = await once(child, "close");
  return { code, said: await said };
}

/** Sends SIGTERM, and tells how long the end took, ms. */
async function terminate(child: ChildProcess) {
  const startedAt = performance.now();
  child.kill("SIGTERM");
  const { code, said } = await ending(child);
  return { code, said, tookMs: performance.now() - startedAt };
}

test.for([
  [{ PORT: "http" }, 'PORT: expected a whole number from 0 to 65535, got "http"\n'],
  [{ HOST: "203.0.113.7" }, 'HOST: expected an address of this machine, got "203.0.113.7"\n'],
  [{ HOST: "nowhere.invalid" }, 'HOST: expected an address of this machine, got "nowhere.invalid"\n'],
  [{ RATE: "fast" }, 'RATE: expected a number from 0.1 to 200, got "fast"\n'],
] as const)("%o is refused in one line, and ends the program with 1", async ([environment, said]) => {
  expect(await ending(start(environment))).toEqual({ code: 1, said });
});

test("a taken port is named in one line, and ends the program with 1", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  expect(await ending(start({ PORT: String(port) }))).toEqual({
    code: 1,
    said: `PORT: expected a free port, got ${port}, which is taken\n`,
  });
});

test("SIGTERM lets everyone go in the way of their transport, and ends the program with 0", async () => {
  const child = start({ RATE: "0.1" });
  const port = await portOf(child);
  const [websocket, control, stream, parked, idle] = await Promise.all([
    ask(port, upgrade("/channels/counter/websocket")),
    ask(port, upgrade("/api/sessions/s1/control", { "Sec-WebSocket-Protocol": "ladder-control.v1" })),
    ask(port, get("/channels/counter/sse")),
    ask(port, get("/channels/counter/long-polling")),
    ask(port, get("/api/health")),
  ]);
  await Promise.all([websocket.until("101"), control.until("meter"), stream.until("retry"), idle.answer()]);
  const ended = terminate(child);
  for (const socket of [websocket, control]) {
    await socket.until("\x03\xe9the server is going away"); // 1001
    socket.send(closeFrame(1001));
  }
  await stream.until("\r\n0\r\n\r\n");
  expect(await parked.answer()).toMatchObject({ status: 204 });
  await Promise.all([websocket, control, stream, parked, idle].map(({ closed }) => closed));
  await expect(connectRaw(port)).rejects.toThrow("ECONNREFUSED");
  const { code, said, tookMs } = await ended;
  expect({ code, said }).toEqual({ code: 0, said: "" });
  expect(tookMs).toBeLessThan(DRAIN_MS);
});

test("SIGTERM does not wait longer than 3 s for those who neither read nor leave", async () => {
  const child = start({ RATE: "200" });
  const port = await portOf(child);
  const deaf = [
    await ask(port, upgrade("/channels/counter/websocket")),
    await ask(port, get("/channels/counter/sse")),
    await ask(port, "GET /api/health HTTP/1.1\r\nHost"),
  ];
  await deaf[1]?.until("retry");
  for (const { socket } of deaf) {
    socket.pause();
    socket.allowHalfOpen = true;
  }
  const { code, tookMs } = await terminate(child);
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(DRAIN_MS);
});

test.for(["SIGTERM", "SIGINT", "SIGKILL"] as const)(
  "%s leaves no server of a network behind",
  async (signal) => {
    const child = start();
    const port = await portOf(child);
    const network = new WebSocket(`ws://127.0.0.1:${port}/api/sessions/s1/network`, "ladder-network.v1");
    await once(network, "open");
    network.send('{"type":"open","seed":1,"ownServer":true,"tape":false}');
    const [opened] = await once(network, "message");
    const { ports } = JSON.parse((opened as MessageEvent).data) as { ports: { control: number } };
    const health = await fetch(`http://127.0.0.1:${ports.control}/api/health`);
    const { pid } = (await health.json()) as { pid: number };
    expect(pid).not.toBe(child.pid);
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
    await untilHolds(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"));
  },
);

test("a second SIGTERM ends it at once", async () => {
  const child = start();
  const port = await portOf(child);
  const deaf = await ask(port, upgrade("/channels/counter/websocket"));
  await deaf.until("101");
  deaf.socket.pause();
  child.kill("SIGTERM");
  await closed(port);
  expect(await terminate(child)).toMatchObject({ code: 1 });
});

async function ask(port: number, question: string): Promise<RawClient> {
  const client = await connectRaw(port);
  onTestFinished(() => void client.socket.destroy());
  client.send(question);
  return client;
}

/** Resolves once nobody listens on the port. */
async function closed(port: number): Promise<void> {
  for (;;) {
    const client = await connectRaw(port).catch(() => undefined);
    if (!client) return;
    client.socket.destroy();
  }
}
