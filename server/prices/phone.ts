import { connect, type OnReadOpts, type Socket } from "node:net";
import type { Envelope } from "#protocol/envelope.ts";
import {
  type ChosenPolicy,
  type PhoneState,
  type PricePayload,
  type PriceSymbol,
  priceChannel,
} from "#protocol/prices.ts";
import { channelPath } from "#protocol/transports.ts";
import type { Time } from "../channels/counter.ts";

/** A real client on a real socket: it reads a stream of prices as fast as its bandwidth allows, and no faster. */
export interface Phone {
  readonly state: PhoneState;
  /** Bytes that it has read, on all its connections. */
  readonly bytesRead: number;
  readonly read: number;
  readonly disconnects: number;
  readonly newest: Envelope<PricePayload> | undefined;
  /** 0: it stalls. */
  setSpeed(bytesPerSecond: number): void;
  close(): void;
}

export interface PhoneParts {
  readonly symbol: PriceSymbol;
  readonly policy: ChosenPolicy;
  readonly bytesPerSecond: number;
  /** The session that pays for it. */
  readonly session: string;
  readonly server: () => { readonly host: string; readonly port: number };
  readonly time: Time;
}

/** It reads in pieces that take it so long, ms. */
const PIECE_MS = 50;
const PIECE_BYTES = 1 << 16;
/** One who was let go comes back after that, ms. */
const RETURN_MS = 1000;

export function createPhone({ symbol, policy, session, server, time, ...parts }: PhoneParts): Phone {
  let speed = parts.bytesPerSecond;
  let state: PhoneState = "connecting";
  let [bytesRead, read, disconnects] = [0, 0, 0];
  let newest: Envelope<PricePayload> | undefined;
  let lastId = "";
  let socket: Socket;
  let stopWaiting = () => {};
  let isReading = true; // false while a piece is being digested

  // Read into one small buffer, and not at all in between: else Node would read ahead, and hold what the phone has not.
  const pieces = Buffer.alloc(PIECE_BYTES);
  const pieceBytes = () => Math.max(1, Math.min(PIECE_BYTES, Math.floor((speed * PIECE_MS) / 1000)));

  function dial(): void {
    state = "connecting";
    let text = "";
    const onread: OnReadOpts = {
      buffer: () => pieces.subarray(0, pieceBytes()),
      callback(length, buffer) {
        bytesRead += length;
        state = "reading";
        const lines = (text + Buffer.from(buffer.subarray(0, length)).toString("latin1")).split("\n");
        text = lines.pop() ?? "";
        for (const line of lines) hear(line);
        isReading = false;
        digest(length);
        return false;
      },
    };
    socket = connect({ ...server(), onread });
    socket.write(
      `GET ${channelPath(priceChannel(symbol), "sse")}?session=${session}&slow=${policy} HTTP/1.1\r\n` +
        `Host: ${server().host}\r\n${lastId === "" ? "" : `Last-Event-ID: ${lastId}\r\n`}\r\n`,
    );
    socket.on("error", () => {}); // `close` tells of it
    socket.on("close", () => {
      stopWaiting();
      disconnects += 1;
      state = policy === "unbounded" ? "cut" : "away";
      if (state === "away") stopWaiting = time.after(RETURN_MS, dial);
    });
  }

  function hear(line: string): void {
    if (line.startsWith("id: ")) lastId = line.slice("id: ".length);
    if (!line.startsWith("data: ")) return;
    const envelope = JSON.parse(line.slice("data: ".length)) as Envelope<PricePayload>;
    if (envelope.type !== "price") return;
    read += 1;
    newest = envelope;
  }

  /** Goes on reading when so many bytes have had their time; a stalled one does not. */
  function digest(length: number): void {
    stopWaiting();
    if (speed === 0) {
      state = "stalled";
      return;
    }
    stopWaiting = time.after((1000 * length) / speed, () => {
      isReading = true;
      socket.resume();
    });
  }

  dial();
  return {
    get state() {
      return state;
    },
    get bytesRead() {
      return bytesRead;
    },
    get read() {
      return read;
    },
    get disconnects() {
      return disconnects;
    },
    get newest() {
      return newest;
    },
    setSpeed(bytesPerSecond) {
      speed = bytesPerSecond;
      if (!isReading) digest(0);
    },
    close() {
      stopWaiting();
      socket.removeAllListeners("close");
      socket.destroy();
    },
  };
}
