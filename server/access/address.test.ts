import { expect, test } from "vitest";
import { addressOf } from "./address.ts";

test.each([
  ["a client itself", "192.0.2.1", undefined, "192.0.2.1"],
  ["a client that says it is another", "192.0.2.1", "192.0.2.2", "192.0.2.1"],
  ["one whose address only begins like this machine's", "12.7.0.1", "192.0.2.2", "12.7.0.1"],
  ["a proxy on this machine", "127.0.0.1", "192.0.2.2", "192.0.2.2"],
  ["a proxy on this machine, by IPv6", "::1", "2001:db8::1", "2001:db8::1"],
  ["a proxy on this machine, to a socket for both", "::ffff:127.0.0.1", "192.0.2.2", "192.0.2.2"],
  ["a program on this machine", "127.0.0.1", undefined, "127.0.0.1"],
  ["a program on this machine that says nonsense", "127.0.0.1", "x".repeat(4000), "127.0.0.1"],
])("%s is known by its address", (_who, remoteAddress, said, address) => {
  expect(addressOf({ headers: { "x-real-ip": said }, socket: { remoteAddress } })).toBe(address);
});
