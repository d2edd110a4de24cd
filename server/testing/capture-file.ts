import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { findTshark } from "./capture.ts";

/** A capture of the loopback in a file, for tshark to read as it would anyone's. */
export interface CaptureFile {
  /** Ends the capture, with all that was sent before it. */
  stop(): Promise<void>;
  /** The fields of each packet that a display filter lets through, with a port taken for HTTP's. */
  read(port: number, filter: string, fields: readonly string[]): string[][];
}

/** Resolves with the reason, as a string, where that cannot be done. */
export async function captureTo(path: string): Promise<CaptureFile | string> {
  const tshark = findTshark();
  if (!tshark) return "tshark is not installed";
  const child = spawn(tshark, [
    "-i",
    "lo",
    "-f",
    "tcp",
    "-w",
    path,
    "-P",
    "-l",
    "-n",
    "-T",
    "fields",
    "-e",
    "tcp.dstport",
  ]);
  const ports = new Set<string>();
  createInterface({ input: child.stdout }).on("line", (line) => ports.add(line.trim()));
  child.stderr.resume();

  /** tshark says neither when it begins nor how far it is: a knock that it has seen tells. */
  async function knockUntilSeen(): Promise<boolean> {
    const door = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(door, "listening");
    const { port } = door.address() as AddressInfo;
    while (!ports.has(String(port)) && child.exitCode === null) {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.destroy();
      await setTimeout(20);
    }
    door.close();
    return child.exitCode === null;
  }

  if (!(await knockUntilSeen())) return "tshark cannot capture here";
  return {
    async stop() {
      await knockUntilSeen();
      child.kill("SIGTERM");
      await once(child, "exit");
    },
    read(port, filter, fields) {
      const asked = fields.flatMap((field) => ["-e", field]);
      const how = ["-d", `tcp.port==${port},http`, "-Y", `tcp.port == ${port} && ${filter}`];
      const text = execFileSync(tshark, ["-r", path, "-n", ...how, "-T", "fields", ...asked], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      return text
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split("\t"));
    },
  };
}
