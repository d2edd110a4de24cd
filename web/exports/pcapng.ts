import type { TapeRecord } from "#protocol/tape.ts";
import { joinBytes } from "#protocol/wire/join-bytes.ts";
import { makePackets, type Packet } from "./packets.ts";

/** draft-ietf-opsawg-pcapng: blocks of little-endian words, each with its length at both ends. */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
/** LINKTYPE_RAW: packets begin with their IP head. */
const RAW = 101;

const COMMENT = 1;
const IF_NAME = 2;
const APPLICATION = 4;

const RECONSTRUCTED =
  "Heads of IP and TCP are reconstructed from the lab's tape: addresses, acknowledgements and the cut into segments are made up; ports, times and all bytes inside are as they were between the browser and the network. Read it with: tshark -d tcp.port==PORT,http";

/** The connections of a tape as a capture file, for Wireshark and its like. Times are the server's, in µs. */
export function writePcapng(records: readonly TapeRecord[]): Uint8Array<ArrayBuffer> {
  return joinBytes([sectionHeader(), interfaceDescription(), ...makePackets(records).map(enhancedPacket)]);
}

function sectionHeader(): Uint8Array {
  const unknownLength = words(0xffffffff, 0xffffffff);
  return block(SECTION_HEADER, [
    words(0x1a2b3c4d, 1), // version 1.0
    unknownLength,
    option(COMMENT, RECONSTRUCTED),
    option(APPLICATION, "The Realtime Ladder"),
    words(0),
  ]);
}

/** Without options that say otherwise, times count µs. */
function interfaceDescription(): Uint8Array {
  return block(INTERFACE, [words(RAW, 0), option(IF_NAME, "browser to network"), words(0)]);
}

function enhancedPacket({ at, bytes, comment }: Packet): Uint8Array {
  const us = Math.round(at * 1000);
  const times = words(Math.floor(us / 2 ** 32), us % 2 ** 32);
  const options = comment === undefined ? [] : [option(COMMENT, comment), words(0)];
  return block(ENHANCED_PACKET, [
    words(0),
    times,
    words(bytes.length, bytes.length),
    padded(bytes),
    ...options,
  ]);
}

function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  return joinBytes([words(type, length), ...parts, words(length)]);
}

/** Code and length in 16 bits each, then the text. */
function option(code: number, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return joinBytes([words(code + bytes.length * 2 ** 16), padded(bytes)]);
}

function words(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

/** Up to the next whole word. */
function padded(bytes: Uint8Array): Uint8Array {
  return joinBytes([bytes, new Uint8Array(-bytes.length & 3)]);
}
