import type { TapeRecord } from "#protocol/tape.ts";
import { fromBase64 } from "#protocol/wire/conversation.ts";
import { ACK, type End, FIN, PSH, RST, SYN, writePacket } from "./tcp-segment.ts";

export interface Packet {
  /** Server clock, ms since 1970. */
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly comment?: string | undefined;
}

type Opened = Extract<TapeRecord, { kind: "opened" }>;
type Ended = Extract<TapeRecord, { kind: "ended" }>;

/** The tape does not know addresses. These are nobody's: RFC 5737 */
const BROWSER = [192, 0, 2, 1] as const;
const NETWORK = [192, 0, 2, 2] as const;
/** Data of one segment: what an Ethernet frame of 1500 bytes has room for. */
const MSS = 1460;
const NOTHING = new Uint8Array();

/**
 * What a capture between browser and network would have held: bytes of the client when they came into the network, those
 * of the server when they were handed on (and none that never were), between the segments that open and end a connection.
 */
export function makePackets(records: readonly TapeRecord[]): Packet[] {
  const packets: Packet[] = [];
  const connections = new Map<number, Connection>();
  for (const record of records) {
    if (record.kind === "opened")
      connections.set(
        record.connection,
        openConnection(record, (packet) => void packets.push(packet)),
      );
    else connections.get(record.connection)?.(record);
  }
  return packets;
}

type Connection = (record: Exclude<TapeRecord, Opened>) => void;

interface Half {
  readonly end: End;
  /** The number that its next byte has. */
  next: number;
  isDone: boolean;
}

function openConnection({ at, clientPort, lanePort }: Opened, emit: (packet: Packet) => void): Connection {
  const client: Half = { end: { address: BROWSER, port: clientPort }, next: 0, isDone: false };
  const server: Half = { end: { address: NETWORK, port: lanePort }, next: 0, isDone: false };
  /** Of the server, and not yet handed on. */
  let held: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  let parting: Ended | undefined;
  send(client, at, SYN);
  send(server, at, SYN | ACK);
  send(client, at, ACK);

  function send(half: Half, at: number, flags: number, data: Uint8Array = NOTHING, comment?: string): void {
    const other = half === client ? server : client;
    const ack = flags & ACK ? other.next : 0;
    const bytes = writePacket({ from: half.end, to: other.end, seq: half.next, ack, flags, data });
    emit({ at, bytes, comment });
    half.next += data.length + (flags & (SYN | FIN) ? 1 : 0);
  }

  function say(half: Half, at: number, offset: number, bytes: Uint8Array): void {
    if (half.isDone) return;
    const seq = offset + 1; // the SYN had number 0
    const gap = seq > half.next ? `${seq - half.next} bytes before this are not on the tape` : undefined;
    half.next = seq;
    for (let i = 0; i < bytes.length; i += MSS)
      send(half, at, PSH | ACK, bytes.subarray(i, i + MSS), i === 0 ? gap : undefined);
  }

  function handOn(to: number, at: number): void {
    const waiting = held;
    held = [];
    for (const { offset, bytes } of waiting) {
      const passes = Math.max(0, to - offset);
      if (passes > 0) say(server, at, offset, bytes.subarray(0, passes));
      if (passes < bytes.length) held.push({ offset: offset + passes, bytes: bytes.subarray(passes) });
    }
    if (parting && held.length === 0) part(server, at, parting);
  }

  function part(half: Half, at: number, { how, by }: Ended): void {
    if (half.isDone || how === "silence") return;
    half.isDone = true;
    send(half, at, how === "fin" ? FIN | ACK : RST | ACK, NOTHING, `sent by the ${by}`);
    if (how === "reset") client.isDone = server.isDone = true;
  }

  return (record) => {
    if (record.kind === "bytes") {
      const bytes = fromBase64(record.data);
      if (record.from === "client") say(client, record.at, record.offset, bytes);
      else held.push({ offset: record.offset, bytes });
    } else if (record.kind === "passed") {
      if (record.from === "server") handOn(record.to, record.at);
    } else if (record.by === "client") part(client, record.at, record);
    else if (record.by === "network") part(server, record.at, record);
    else if (held.length === 0) part(server, record.at, record);
    else parting = record; // comes after what is on its way
  };
}
