import { connect, type Socket } from "node:net";
import { MARK, readStamp, STAMP_LENGTH } from "../peers/message.ts";
import type { Dialect } from "../peers/serve.ts";
import { cutAtSeq, maskedFrame, requestOf } from "./heads.ts";
import type { Heard, Tally } from "./tally.ts";

const MARK_BYTE = MARK.charCodeAt(0);
const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = Buffer.from("Content-Length: ");
const ACCEPTED = /^HTTP\/1.1 (101|200)/;
const NAMESPACE_JOINED = "40{";
const PONG = maskedFrame(0xa, "");

/** All sockets read into the one buffer, as each read is dealt with before the next: no allocation a read. */
const shared = Buffer.alloc(256 * 1024);

export interface Client extends Heard {
  /** Sends a poll; false where the last is still unanswered, as a poller never overlaps its own requests. */
  poll(): boolean;
  close(): void;
}

export interface ClientParts {
  readonly port: number;
  readonly dialect: Dialect;
  readonly path: string;
  readonly tally: Tally;
  readonly opened: () => void;
}

/** One client on a raw socket. It does as little as it can for each byte: it must never be what limits a run. */
export function openClient({ port, dialect, path, tally, opened }: ClientParts): Client {
  const [before, after] = cutAtSeq(requestOf(dialect, path));
  const isPoll = dialect === "long-polling" || dialect === "short-polling";
  const hasSeq = after !== "";
  const socket: Socket = connect({
    port,
    host: "127.0.0.1",
    noDelay: true,
    onread: { buffer: shared, callback: (length) => read(shared.subarray(0, length)) },
  });
  let rest: Buffer | undefined; // of a message or a head that a read has cut
  let isAccepted = false;
  let isOpen = false;
  let isAsking = false;
  let missing = 0; // bytes of the answer's body still to come

  const client: Client = {
    firstSeq: 0,
    lastSeq: 0,
    messages: 0,
    poll() {
      if (isAsking) return false;
      isAsking = true;
      socket.write(hasSeq ? before + client.lastSeq + after : before, "latin1");
      return true;
    },
    close: () => socket.destroy(),
  };

  socket.on("connect", () => {
    if (!isPoll) socket.write(hasSeq ? `${before}0${after}` : before, "latin1");
    else open();
  });
  socket.on("error", () => {});
  socket.on("close", () => tally.count("closed"));

  function open(): void {
    isOpen = true;
    opened();
  }

  function read(bytes: Buffer): boolean {
    tally.count("reads");
    tally.count("bytes", bytes.length);
    const whole = rest ? Buffer.concat([rest, bytes]) : bytes;
    rest = undefined;
    if (!isOpen) handshake(whole);
    else if (isPoll) readAnswer(whole);
    else {
      if (isPing(whole)) socket.write(PONG);
      readMessages(whole);
    }
    return true;
  }

  function handshake(bytes: Buffer): void {
    if (!isAccepted) {
      if (bytes.indexOf(HEAD_END) === -1) return void keep(bytes);
      isAccepted = ACCEPTED.test(bytes.toString("latin1", 0, 12));
      if (!isAccepted) throw new Error(`refused: ${bytes}`);
      if (dialect !== "socket.io") return void open();
      socket.write(maskedFrame(1, "40")); // "join the default namespace"
    }
    if (bytes.includes(NAMESPACE_JOINED)) open();
  }

  function readAnswer(bytes: Buffer): void {
    if (missing === 0) {
      const headEnd = bytes.indexOf(HEAD_END);
      if (headEnd === -1) return void keep(bytes);
      const at = bytes.indexOf(LENGTH);
      const bodyLength = at === -1 || at > headEnd ? 0 : readNumber(bytes, at + LENGTH.length);
      missing = bodyLength + headEnd + HEAD_END.length;
    }
    if (bytes.length < missing) return void keep(bytes);
    missing = 0;
    isAsking = false;
    tally.count("answers");
    readMessages(bytes);
    if (dialect === "long-polling") client.poll();
  }

  function readMessages(bytes: Buffer): void {
    let at = bytes.indexOf(MARK_BYTE);
    while (at !== -1) {
      if (at + 1 + STAMP_LENGTH > bytes.length) return void keep(bytes.subarray(at));
      tally.hear(client, readStamp(bytes, at + 1));
      at = bytes.indexOf(MARK_BYTE, at + 1 + STAMP_LENGTH);
    }
  }

  function keep(bytes: Buffer): void {
    rest = Buffer.from(bytes); // a copy: the next read overwrites the shared buffer
  }

  return client;
}

/** A ping of the server's is a write of its own, so it stands at an end of what is read. */
function isPing(bytes: Buffer): boolean {
  const { length } = bytes;
  return (bytes[0] === 0x89 && bytes[1] === 0) || (bytes[length - 2] === 0x89 && bytes[length - 1] === 0);
}

function readNumber(bytes: Buffer, start: number): number {
  let value = 0;
  for (let i = start; ; i += 1) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}
