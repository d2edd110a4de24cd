import { expect, test } from "vitest";
import { queueingOf, transportOf } from "./queueing.ts";

test("on a kept connection all that passes before the request goes out is queueing", () => {
  const timing = { startTime: 100, domainLookupStart: 100, connectEnd: 100, requestStart: 137 };
  expect(queueingOf(timing)).toBe(37);
});

test("looking up the name and connecting are the network's", () => {
  const timing = { startTime: 100, domainLookupStart: 105, connectEnd: 145, requestStart: 146 };
  expect(queueingOf(timing)).toBe(6);
});

test("a request that never went out has waited for nothing known", () => {
  expect(
    queueingOf({ startTime: 100, domainLookupStart: 0, connectEnd: 0, requestStart: 0 }),
  ).toBeUndefined();
});

test("the route names the transport, whatever the channel is called", () => {
  expect(transportOf("http://a/channels/counter%3Asse/long-polling?session=s1")).toBe("long-polling");
  expect(transportOf("http://a/channels/counter/messages?transport=sse")).toBeUndefined();
});
