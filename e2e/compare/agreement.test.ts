import { expect, test } from "vitest";
import type { LaneFigures } from "#protocol/figures.ts";
import type { LaneMeter } from "#protocol/meter.ts";
import { agreementOf, type VantagePoints } from "./agreement.ts";
import type { CdpView } from "./record.ts";

const browser = { delivered: 10, duplicated: 0, reordered: 0, resets: 0, requests: 0, emptyResponses: 0 };
const server = { messages: 10, requests: 0, emptyResponses: 0, heartbeats: 0, bytesIn: 0, bytesOut: 1240 };
const cdp = { requests: 0, encodedBytes: 0, events: 0, framesIn: 10, framesOut: 0, framePayloadBytes: 1220 };
const seen = (part: { browser?: object; server?: object; cdp?: object } = {}): VantagePoints => ({
  browser: { ...browser, ...part.browser } as LaneFigures,
  server: { ...server, ...part.server } as LaneMeter,
  cdp: { ...cdp, frameHeadBytes: 20, ...part.cdp } as CdpView,
});
const find = (what: string, ...of: Parameters<typeof agreementOf>) =>
  agreementOf(...of).find((one) => one.what === what);

test("where all have counted the same, there is nothing to explain", () => {
  expect(find("messages", "websocket", seen())).toEqual({
    what: "messages",
    browser: 10,
    server: 10,
    cdp: 10,
    agrees: true,
    explanation: "",
  });
});

test("the heads of frames and of pings are what CDP leaves out, to the byte", () => {
  const what = "bytes from the server";
  expect(find(what, "websocket", seen())).toMatchObject({ server: 1240, cdp: 1220, agrees: true });
  const withPing = seen({ server: { heartbeats: 1, bytesOut: 1242 } });
  expect(find(what, "websocket", withPing)).toMatchObject({
    agrees: true,
    explanation: expect.stringContaining("1 pings"),
  });
  const oneMore = find(what, "websocket", seen({ server: { bytesOut: 1241 } }));
  expect(oneMore).toMatchObject({
    agrees: false,
    explanation: expect.stringContaining("a difference of 1 that is not explained"),
  });
});

test("what the browser asks of its own accord is known to the server alone", () => {
  const polled = seen({
    browser: { requests: 5 },
    server: { requests: 7, preflights: 2 },
    cdp: { requests: 5 },
  });
  expect(find("requests", "short-polling", polled)).toMatchObject({
    agrees: true,
    explanation: expect.stringContaining("CORS"),
  });
});

test("what nobody can explain is a disagreement", () => {
  const lost = find("messages", "sse", seen({ browser: { delivered: 9 }, cdp: { events: 10 } }));
  expect(lost).toMatchObject({ agrees: false, browser: 9, server: 10 });
});

test("where there is no CDP, page and server are held against each other all the same", () => {
  const two = { ...seen(), cdp: undefined };
  expect(agreementOf("websocket", two).every(({ agrees }) => agrees)).toBe(true);
  expect(find("messages", "websocket", two)).not.toHaveProperty("cdp");
});

test("what was lost with a connection stays a difference, and the loss is named", () => {
  const cut = seen({ browser: { reconnects: 1 }, server: { messages: 11 } });
  expect(find("messages", "websocket", cut)).toMatchObject({
    agrees: false,
    explanation: expect.stringContaining("a connection was lost"),
  });
});
