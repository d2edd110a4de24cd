import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type { Bytes } from "./relay.ts";

/** A packet capture of the loopback, by tshark: what was on the wire, told by neither server nor client. */
export interface Capture {
  /** Payload bytes of the connection that a client on `clientPort` made; nothing while no packet of it was seen. */
  bytes(clientPort: number): Bytes | undefined;
  close(): Promise<void>;
}

/** Captures the connections to these ports. Resolves with the reason, as a string, where that cannot be done. */
export async function startCapture(ports: readonly number[]): Promise<Capture | string> {
  const tshark = findTshark();
  if (!tshark) return "tshark is not installed";
  const filter = ports.map((port) => `tcp port ${port}`).join(" or ");
  const fields = ["tcp.srcport", "tcp.dstport", "tcp.flags.syn", "tcp.seq_raw", "tcp.len"].flatMap(
    (field) => ["-e", field],
  );
  const child = spawn(
    tshark,
    // Heads alone, and no guessing at what the payload is: cheap enough to follow a fast sender.
    ["-i", process.platform === "linux" ? "lo" : "lo0", "-f", filter, "-s", "128", "-l", "-n", "-Q"]
      .concat(["-o", "tcp.desegment_tcp_streams:FALSE", "-d", `tcp.port==${ports[0]},data`])
      .concat(["-T", "fields", ...fields]),
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const flows = new Map<string, Flow>();
  createInterface({ input: child.stdout }).on("line", (line) => follow(flows, line));
  const complaint = createInterface({ input: child.stderr });
  let said = "";
  complaint.on("line", (line) => {
    said = line;
  });
  // tshark says that it captures before it does: knock until a knock is seen.
  while (flows.size === 0) {
    if (child.exitCode !== null) return `tshark cannot capture here: ${said}`;
    await knock(ports[0] ?? 0);
  }
  return {
    bytes(clientPort) {
      const seen = ports.map((port) => ({
        up: flows.get(`${clientPort}>${port}`),
        down: flows.get(`${port}>${clientPort}`),
      }));
      const flow = seen.find(({ up, down }) => up && down);
      return flow && { bytesIn: lengthOf(flow.up), bytesOut: lengthOf(flow.down) };
    },
    close: () => stop(child),
  };
}

/** One direction of a connection, in sequence numbers (RFC 9293 §3.4): a repeated segment lengthens nothing. */
interface Flow {
  readonly start: number;
  length: number;
}

function follow(flows: Map<string, Flow>, line: string): void {
  const [from, to, syn, seq, length] = line.replace(/True/, "1").split("\t");
  const key = `${from}>${to}`;
  const flow = flows.get(key);
  // The SYN comes first, and takes a number of its own.
  if (syn === "1") flows.set(key, { start: Number(seq) + 1, length: 0 });
  else if (flow && length !== "0")
    flow.length = Math.max(flow.length, ((Number(seq) - flow.start) >>> 0) + Number(length));
}

const lengthOf = (flow: Flow | undefined) => flow?.length ?? 0;

async function knock(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
  await setTimeout(20);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

function findTshark(): string | undefined {
  const own = process.env.TSHARK;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return own ?? folders.map((folder) => join(folder, "tshark")).find((path) => existsSync(path));
}
