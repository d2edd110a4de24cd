/** The five words of SHA-1's state. */
export type Words = readonly [number, number, number, number, number];

/** Each step of the computation: 80 for every 64 bytes, and what is left of the message when it is padded. */
export interface Sha1 {
  /** The message, a 1 bit, zeros, and its length in bits: a multiple of 64 bytes (RFC 3174 §4). */
  readonly padded: Uint8Array;
  /** The words a to e before the first step and after each. */
  readonly states: readonly Words[];
  readonly digest: Uint8Array;
}

const START: Words = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

/**
 * SHA-1 with all its steps (RFC 3174), to be looked at. The browser has one of its own, but shows no steps, and none at
 * all on plain http. It is broken for signatures; a WebSocket only asks it whether the server knows the protocol.
 */
export function sha1(message: Uint8Array): Sha1 {
  const padded = pad(message);
  const states: Words[] = [START];
  let sum = START;
  for (let at = 0; at < padded.length; at += 64) {
    const schedule = scheduleOf(new DataView(padded.buffer, at, 64));
    let words = sum;
    for (const [t, word] of schedule.entries()) {
      words = step(words, t, word);
      states.push(words);
    }
    sum = add(sum, words);
  }
  const digest = new DataView(new ArrayBuffer(20));
  for (const [i, word] of sum.entries()) digest.setUint32(4 * i, word);
  return { padded, states, digest: new Uint8Array(digest.buffer) };
}

function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(64 * Math.ceil((message.length + 9) / 64));
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, 8n * BigInt(message.length));
  return padded;
}

/** Sixteen words of the message become eighty (RFC 3174 §6.1, steps a and b). */
function scheduleOf(block: DataView): number[] {
  const words = Array.from({ length: 16 }, (_, i) => block.getUint32(4 * i));
  const before = (t: number, by: number) => words[t - by] ?? 0;
  for (let t = 16; t < 80; t += 1)
    words.push(rotate(before(t, 3) ^ before(t, 8) ^ before(t, 14) ^ before(t, 16), 1));
  return words;
}

/** RFC 3174 §6.1, step d. */
function step([a, b, c, d, e]: Words, t: number, word: number): Words {
  const { mix, constant } = roundOf(t);
  return [(rotate(a, 5) + mix(b, c, d) + e + word + constant) >>> 0, a, rotate(b, 30), c, d];
}

type Mix = (b: number, c: number, d: number) => number;
const ROUNDS: readonly { readonly mix: Mix; readonly constant: number }[] = [
  { mix: (b, c, d) => (b & c) | (~b & d), constant: 0x5a827999 },
  { mix: (b, c, d) => b ^ c ^ d, constant: 0x6ed9eba1 },
  { mix: (b, c, d) => (b & c) | (b & d) | (c & d), constant: 0x8f1bbcdc },
  { mix: (b, c, d) => b ^ c ^ d, constant: 0xca62c1d6 },
];

function roundOf(t: number): (typeof ROUNDS)[number] {
  const round = ROUNDS[Math.floor(t / 20)];
  if (!round) throw new RangeError(`step ${t}: expected 0 to 79`);
  return round;
}

function add(one: Words, other: Words): Words {
  const [a, b, c, d, e] = other;
  return [(one[0] + a) >>> 0, (one[1] + b) >>> 0, (one[2] + c) >>> 0, (one[3] + d) >>> 0, (one[4] + e) >>> 0];
}

function rotate(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0;
}
