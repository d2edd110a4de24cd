import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type { Bytes } from "./relay.ts";

/** A packet capture of the loopback, by tshark: what was on the wire, told by neither server nor client. */
export interface Capture {
  /** Payload bytes of the connection from one port to another, `{client}>{server}`. */
  bytes(connection: string): Bytes;
  close(): Promise<void>;
}

/**
 * Captures all that goes to and from a loopback address: 127.0.0.0/8 is one machine, so that a server on an address of
 * its own can be told apart without knowing its port. Resolves with the reason, as a string, where that cannot be done.
 */
export async function startCapture(host: string): Promise<Capture | string> {
  if (process.platform !== "linux") return "only Linux has more than one address on its loopback";
  const tshark = findTshark();
  if (!tshark) return "tshark is not installed";
  const fields = ["tcp.srcport", "tcp.dstport", "tcp.flags.syn", "tcp.seq_raw", "tcp.len"].flatMap(
    (field) => ["-e", field],
  );
  const child = spawn(
    tshark,
    // Heads alone, and no guessing at what the payload is: cheap enough to follow a fast sender.
    ["-i", "lo", "-f", `tcp and host ${host}`, "-s", "128", "-l", "-n", "-Q"]
      .concat(["-o", "tcp.desegment_tcp_streams:FALSE"])
      .concat(["-T", "fields", ...fields]),
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const flows = new Map<string, Flow>();
  createInterface({ input: child.stdout }).on("line", (line) => follow(flows, line));
  const complaint = createInterface({ input: child.stderr });
  let said = "";
  child.on("error", ({ message }) => {
    said = message;
  });
  complaint.on("line", (line) => {
    said = line;
  });
  // tshark says that it captures before it does: knock until a knock is seen.
  const door = createServer().listen(0, host);
  await once(door, "listening");
  while (flows.size === 0 && isRunning(child)) await knock(door.address() as AddressInfo);
  door.close();
  if (flows.size === 0) return `tshark cannot capture here: ${said}`;
  return {
    bytes(connection) {
      const back = connection.split(">").reverse().join(">");
      return { bytesIn: flows.get(connection)?.length ?? 0, bytesOut: flows.get(back)?.length ?? 0 };
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

const isRunning = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid !== undefined && exitCode === null && signalCode === null;

async function knock({ port, address }: AddressInfo): Promise<void> {
  const socket = connect(port, address);
  await once(socket, "connect");
  socket.destroy();
  await setTimeout(20);
}

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Where tshark is; undefined where it is not installed. */
export function findTshark(): string | undefined {
  const own = process.env.TSHARK;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return own ?? folders.map((folder) => join(folder, "tshark")).find((path) => existsSync(path));
}
