import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "./hex.ts";
import { sha1 } from "./sha1.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const digestOf = (text: string) => hex(sha1(bytesOf(text)).digest);

// [spec] RFC 3174 §7.3, its first three messages and its fourth.
test.each([
  ["abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"],
  ["a".repeat(1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"],
  [
    "0123456701234567012345670123456701234567012345670123456701234567".repeat(10),
    "dea356a2cddd90c7a7ecedc5ebb563934f460452",
  ],
])("a message of the standard has the standard's digest (%#)", (message, digest) => {
  expect(digestOf(message)).toBe(digest);
});

test("any message has the digest that Node's own SHA-1 finds", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
      expect(hex(sha1(message).digest)).toBe(createHash("sha1").update(message).digest("hex"));
    }),
  );
});

test("a message is padded to whole blocks, and each block takes eighty steps", () => {
  const { padded, states } = sha1(bytesOf("x".repeat(60)));
  expect(padded).toHaveLength(128);
  expect(padded[60]).toBe(0x80);
  expect(padded[127]).toBe(480 & 0xff);
  expect(states).toHaveLength(161);
});
