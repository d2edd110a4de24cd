import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client of which every byte is known: it sends what it is given, and keeps what it gets. */
export interface RawClient {
  readonly socket: Socket;
  /** All that came so far, a character a byte. */
  readonly received: string;
  readonly closed: Promise<void>;
  send(bytes: string | Uint8Array): void;
  /** Resolves with all that was received, once it fits; rejects when the connection closes before. */
  until(fits: string | RegExp | ((received: string) => boolean)): Promise<string>;
  /** The first `count` answers, once they are whole. */
  answers(count: number): Promise<Answer[]>;
  answer(): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function connectRaw(port: number): Promise<RawClient> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: false });
  let received = "";
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
    wake();
  });
  socket.on("error", () => {}); // a reset is an ending like another: `close` tells of it
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  void closed.then(wake);
  await once(socket, "connect");

  function waitFor<T>(read: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      function look(): void {
        const found = read();
        if (found === undefined && !socket.destroyed) return;
        waiting.delete(look);
        if (found === undefined)
          reject(new Error(`closed before ${what}, after ${JSON.stringify(received)}`));
        else resolve(found);
      }
      waiting.add(look);
      look();
    });
  }

  const client: RawClient = {
    socket,
    get received() {
      return received;
    },
    closed,
    send: (bytes) => void socket.write(bytes),
    until(fits) {
      const isThere = () => {
        if (typeof fits === "function") return fits(received);
        return typeof fits === "string" ? received.includes(fits) : fits.test(received);
      };
      return waitFor(() => (isThere() ? received : undefined), `${fits}`);
    },
    answers: (count) =>
      waitFor(() => {
        const found = answersIn(received);
        return found.length >= count ? found.slice(0, count) : undefined;
      }, `${count} answers`),
    answer: async () => (await client.answers(1))[0] as Answer,
  };
  return client;
}

/** A request's head, with the empty line. */
export function request(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries({ Host: "lab", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

export const get = (path: string, headers?: Readonly<Record<string, string>>) =>
  request("GET", path, headers);

export function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const length = String(Buffer.byteLength(body));
  return (
    request("POST", path, { "Content-Type": "application/json", "Content-Length": length, ...headers }) + body
  );
}

/** A WebSocket handshake (RFC 6455 §4.1) with the key that the RFC has for an example. */
export function upgrade(path: string, headers: Readonly<Record<string, string>> = {}): string {
  return get(path, {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "ladder.v1",
    ...headers,
  });
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A client's frame: masked, as it must be, with a mask of zeros (RFC 6455 §5.3). */
export function frame(opcode: number, payload: string | Uint8Array = "", isFinal = true): Buffer {
  const bytes = Buffer.from(payload);
  const { length } = bytes;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
  head[0] = (isFinal ? 0x80 : 0) | opcode;
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (head.length === 8) head.writeUInt16BE(length, 2);
  if (head.length === 14) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, bytes]);
}

export const closeFrame = (code: number) => frame(OPCODE.close, Uint8Array.of(code >> 8, code & 255));

/** The whole answers at the beginning of what was received. */
function answersIn(received: string): Answer[] {
  const answers: Answer[] = [];
  for (let start = 0; ; ) {
    const headEnd = received.indexOf("\r\n\r\n", start);
    if (headEnd === -1) return answers;
    const [statusLine = "", ...lines] = received.slice(start, headEnd).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(":")).toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    );
    const end = headEnd + 4 + Number(headers["content-length"] ?? 0);
    if (received.length < end) return answers;
    const body = Buffer.from(received.slice(headEnd + 4, end), "latin1").toString();
    answers.push({ status: Number(statusLine.split(" ")[1]), headers, body });
    start = end;
  }
}
