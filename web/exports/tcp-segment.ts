/** One end of a connection, as its heads name it. */
export interface End {
  readonly address: readonly [number, number, number, number];
  readonly port: number;
}

export interface Segment {
  readonly from: End;
  readonly to: End;
  /** Numbers of the first byte of `data`, and of the byte that is expected next from the other side; modulo 2³². */
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly data: Uint8Array;
}

/** RFC 9293 §3.1 */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

const IP_HEAD = 20;
const TCP_HEAD = 20;

/** An IPv4 packet (RFC 791 §3.1) that holds a TCP segment (RFC 9293 §3.1), both without options. */
export function writePacket({ from, to, seq, ack, flags, data }: Segment): Uint8Array<ArrayBuffer> {
  const packet = new Uint8Array(IP_HEAD + TCP_HEAD + data.length);
  const view = new DataView(packet.buffer);
  view.setUint8(0, 0x45); // version 4, a head of five words
  view.setUint16(2, packet.length);
  view.setUint16(6, 0x4000); // not to be cut into fragments
  view.setUint8(8, 64);
  view.setUint8(9, 6); // TCP
  packet.set(from.address, 12);
  packet.set(to.address, 16);
  view.setUint16(10, checksum(packet.subarray(0, IP_HEAD)));

  view.setUint16(20, from.port);
  view.setUint16(22, to.port);
  view.setUint32(24, seq >>> 0);
  view.setUint32(28, ack >>> 0);
  view.setUint8(32, 0x50); // a head of five words
  view.setUint8(33, flags);
  view.setUint16(34, 0xffff);
  packet.set(data, IP_HEAD + TCP_HEAD);
  // Covers the addresses, the protocol and the length as well. RFC 9293 §3.1
  const pseudo = 6 + TCP_HEAD + data.length;
  view.setUint16(36, checksum(packet.subarray(12), pseudo));
  return packet;
}

/** Ones' complement of the ones' complement sum of 16-bit words. RFC 1071 §1 */
export function checksum(bytes: Uint8Array, begin = 0): number {
  let sum = begin;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) + (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
