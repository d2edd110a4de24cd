import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { OPCODES } from "#protocol/wire/frames.ts";
import { findTshark } from "../../server/testing/capture.ts";
import { recordRun } from "../../server/testing/recorded-run.ts";
import { record } from "../../server/testing/tape.ts";
import { createTapeStore } from "../network/tape-store.ts";
import { makePackets } from "./packets.ts";
import { writePcapng } from "./pcapng.ts";
import { checksum } from "./tcp-segment.ts";

const tshark = findTshark();

interface Seen {
  readonly lane: TransportName;
  readonly method: string[];
  readonly status: string[];
  readonly opcode: string[];
  readonly length: string[];
  readonly longer: string[];
}

/** What tshark reads out of a file, packet by packet. */
async function readWith(
  tshark: string,
  file: Uint8Array,
  ports: Record<TransportName, number>,
  fields: string[],
) {
  const folder = await mkdtemp(join(tmpdir(), "ladder-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "run.pcapng");
  await writeFile(path, file);
  const { stdout } = await promisify(execFile)(
    tshark,
    ["-r", path, "-n", "-T", "fields"]
      .concat(TRANSPORTS.flatMap((name) => ["-d", `tcp.port==${ports[name]},http`]))
      .concat(["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"])
      .concat(fields.flatMap((field) => ["-e", field])),
    { maxBuffer: 64 << 20 },
  );
  return stdout
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.split("\t"));
}

test.skipIf(!tshark)(
  `tshark reads the same requests, answers and frames as the decoder${tshark ? "" : " (tshark is not installed)"}`,
  async () => {
    const { records, ports } = await recordRun();
    const rows = await readWith(tshark ?? "", writePcapng(records), ports, [
      ...["tcp.srcport", "tcp.dstport", "http.request.method", "http.response.code"],
      ...["websocket.opcode", "websocket.payload_length", "websocket.payload_length_ext_16"],
      ...["tcp.checksum.status", "ip.checksum.status", "tcp.analysis.flags", "_ws.malformed"],
    ]);
    for (const row of rows) expect(row.slice(7), row.join(" ")).toEqual(["1", "1", "", ""]);
    const seen: Seen[] = rows.map(([from, to, ...values]) => {
      const lane = TRANSPORTS.find((name) => [from, to].includes(String(ports[name])));
      const [method = [], status = [], opcode = [], length = [], longer = []] = values.map((value) =>
        value.split(",").filter(Boolean),
      );
      return { lane: lane ?? "sse", method, status, opcode, length, longer };
    });

    const store = createTapeStore();
    store.feed(records);
    const arrived = store.entries.filter(({ arrivedAt }) => arrivedAt !== undefined);
    for (const lane of TRANSPORTS) {
      const [told, read] = [
        seen.filter((one) => one.lane === lane),
        arrived.filter((one) => one.lane === lane),
      ];
      const labels = (kinds: Entry["kind"][]) =>
        read.filter(({ kind }) => kinds.includes(kind)).map(({ label }) => String(label.split(" ")[0]));
      expect(
        told.flatMap(({ method }) => method),
        lane,
      ).toEqual(labels(["request", "upgrade"]));
      expect(
        told.flatMap(({ status }) => status),
        lane,
      ).toEqual(labels(["response", "switch", "stream"]));
      expect(
        told.some(({ method }) => method.length > 0),
        lane,
      ).toBe(true);
    }
    const frames = arrived.flatMap((entry) => {
      const opcode = Object.entries(OPCODES).find(([, name]) => name === entry.kind)?.[0];
      const fields = store.dissect(entry.id)?.fields ?? [];
      const length = fields.findLast(({ name }) => name.endsWith("length"))?.value ?? "";
      return opcode === undefined ? [] : [`${opcode} ${Number.parseInt(length, 10)}`];
    });
    // 126 stands for: the length is in the next two bytes.
    const told = seen.flatMap(({ opcode, length, longer }) =>
      opcode.map((one, i) => `${one} ${length[i] === "126" ? longer.shift() : length[i]}`),
    );
    expect(told.toSorted()).toEqual(frames.toSorted());
    expect(frames.length).toBeGreaterThan(8);
  },
  60_000,
);

test("a connection opens, numbers its bytes, and closes", () => {
  const records = record(
    [
      ["client", "GET / HTTP/1.1\r\n\r\n"],
      ["server", "x".repeat(3000)],
    ],
    { delayMs: 50 },
  );
  records.push({ kind: "ended", at: 99, connection: 1, by: "server", how: "fin" });
  const packets = makePackets(records).map(({ at, bytes }) => {
    const view = new DataView(bytes.buffer);
    return [
      at,
      view.getUint16(20),
      view.getUint32(24),
      view.getUint32(28),
      view.getUint8(33),
      bytes.length - 40,
    ];
  });
  expect(packets).toEqual([
    [0, 50_000, 0, 0, 0x02, 0],
    [0, 41_000, 0, 1, 0x12, 0],
    [0, 50_000, 1, 1, 0x10, 0],
    [1, 50_000, 1, 1, 0x18, 18],
    [52, 41_000, 1, 19, 0x18, 1460],
    [52, 41_000, 1461, 19, 0x18, 1460],
    [52, 41_000, 2921, 19, 0x18, 80],
    [99, 41_000, 3001, 19, 0x11, 0],
  ]);
});

test("where the start of a connection is lost, its first packet says so", () => {
  const [opened, , , ...rest] = record([
    ["client", "GET /one HTTP/1.1\r\n\r\n"],
    ["client", "GET /two HTTP/1.1\r\n\r\n"],
    ["client", "GET /six HTTP/1.1\r\n\r\n"],
  ]);
  if (!opened) throw new Error("expected records");
  const comments = makePackets([opened, ...rest]).map(({ comment }) => comment);
  expect(comments.slice(3)).toEqual(["21 bytes before this are not on the tape", undefined]);
});

test("the server's FIN comes after its last bytes, however long they were on their way; a RST ends all", () => {
  const [opened, bytes, passed] = record([["server", "hello"]], { delayMs: 50 });
  if (!opened || !bytes || !passed) throw new Error("expected three records");
  const fin = { kind: "ended", at: 2, connection: 1, by: "server", how: "fin" } as const;
  const cut = { kind: "ended", at: 60, connection: 1, by: "network", how: "reset" } as const;
  const flags = (...list: Parameters<typeof makePackets>[0][number][]) =>
    makePackets(list)
      .slice(3)
      .map(({ at, bytes }) => `${at} ${bytes[33]?.toString(16)}`);
  expect(flags(opened, bytes, fin, passed)).toEqual(["51 18", "51 11"]);
  expect(flags(opened, bytes, cut, fin)).toEqual(["60 14"]);
  expect(flags(opened, { ...cut, how: "silence" })).toEqual([]);
});

test("a checksum is that of RFC 1071's own example", () => {
  expect(checksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7))).toBe(~0xddf2 & 0xffff);
});
