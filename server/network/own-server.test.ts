import { expect, onTestFinished, test, vi } from "vitest";
import { soon, startNetwork, type TestNetwork } from "../testing/network.ts";
import { connectRaw, get } from "../testing/raw-client.ts";

vi.setConfig({ testTimeout: 30_000 });

const states = ({ events }: TestNetwork) =>
  events.flatMap((event) => (event.type === "server" ? [event.state] : []));

async function begin() {
  const network = await startNetwork({ ownServer: true });
  onTestFinished(() => network[Symbol.asyncDispose]());
  const ask = async (lane: "sse" | "long-polling" | "short-polling") => {
    const client = await connectRaw(network.ports[lane]);
    onTestFinished(() => void client.socket.destroy());
    client.send(get(`/channels/counter/${lane}`));
    return client;
  };
  return { network, ask };
}

test("a crash ends all connections, and the same ports answer when the server is back", async () => {
  const { network, ask } = await begin();
  const stream = await ask("sse");
  await stream.until("retry");
  network.obey({ type: "act", act: "crash", forMs: 500 });
  await stream.closed;
  expect(states(network)).toEqual(["down"]);
  // Who comes meanwhile is reset, before or after it knows that it is connected.
  await connectRaw(network.ports.sse).then(
    ({ closed }) => closed,
    (error) => expect(error.code).toBe("ECONNRESET"),
  );
  await soon(() => states(network)).toEqual(["down", "up"]);
  const [down, up] = network.events.filter((event) => event.type === "server");
  expect((up?.at ?? 0) - (down?.at ?? 0)).toBeGreaterThanOrEqual(500);
  const again = await ask("sse");
  await again.until("retry");
});

test("a deploy lets everyone go first", async () => {
  const { network, ask } = await begin();
  const stream = await ask("sse");
  await stream.until("retry");
  network.obey({ type: "act", act: "deploy", forMs: 100 });
  await stream.until("\r\n0\r\n\r\n");
  await soon(() => states(network)).toEqual(["down", "up"]);
});

test.for([
  ["that ends as it starts", breakConfig, "ended with 1"],
  ["for which there is no process", hideNode, "did not begin (ENOENT)"],
] as const)("a server %s is said to have failed, tried again, and back when it can be", async (row) => {
  const [, breakIt, how] = row;
  const { network, ask } = await begin();
  onTestFinished(mend);
  breakIt();
  network.obey({ type: "act", act: "crash", forMs: 0 });
  const failures = () => network.events.filter(({ type }) => type === "error");
  await soon(failures).toHaveLength(2);
  expect(failures()).toEqual(
    [1, 2].map((nextS) => ({
      type: "error",
      code: "server-failed",
      message: `server: expected one that starts, got one that ${how}; the next try is in ${nextS} s`,
    })),
  );
  expect(states(network)).toEqual(["down"]);
  mend();
  await soon(() => states(network)).toEqual(["down", "up"]);
  const stream = await ask("sse");
  await stream.until("retry");
});

test("a server that cannot start is refused by name, and its network does not open", async () => {
  onTestFinished(mend);
  breakConfig();
  await expect(startNetwork({ ownServer: true })).rejects.toMatchObject({
    code: "server-failed",
    message: "server: expected one that starts, got one that ended with 1",
  });
});

function breakConfig(): void {
  vi.stubEnv("RATE", "too fast");
}

function hideNode(): void {
  vi.spyOn(process, "execPath", "get").mockReturnValue("/nowhere");
}

function mend(): void {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
}

test("a server that somebody else kills is missed, and comes back", async () => {
  const { network, ask } = await begin();
  const client = await ask("sse");
  await client.until("retry");
  process.kill(await pidOf(network), "SIGKILL");
  await client.closed;
  await soon(() => states(network)).toEqual(["down", "up"]);
  const again = await ask("sse");
  await again.until("retry");
});

async function pidOf({ ports }: TestNetwork): Promise<number> {
  const health = await fetch(`http://127.0.0.1:${ports.control}/api/health`);
  return ((await health.json()) as { pid: number }).pid;
}

test("to crash a server that is not one's own is refused, by hand and in a script", async () => {
  const network = await startNetwork();
  onTestFinished(() => network[Symbol.asyncDispose]());
  expect(() => network.obey({ type: "act", act: "crash" })).toThrow("a server of the network's own");
  expect(() => network.obey({ type: "script", cues: [{ atMs: 0, act: "deploy" }] })).toThrow("own");
});
