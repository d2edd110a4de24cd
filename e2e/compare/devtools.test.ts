import { expect, test } from "vitest";
import { createTally } from "./devtools.ts";

const sse = "http://127.0.0.1:1/channels/counter/sse?session=s";
const poll = "http://127.0.0.1:1/channels/counter/short-polling?session=s";
const socket = "ws://127.0.0.1:1/channels/counter/websocket?session=s";

test("a finished answer counts with its head, and parts that were told before count once", () => {
  const tally = createTally("short-polling");
  tally.hear("Network.requestWillBeSent", { requestId: "1", request: { url: poll } });
  tally.hear("Network.responseReceived", { requestId: "1", response: { encodedDataLength: 134 } });
  tally.hear("Network.dataReceived", { requestId: "1", encodedDataLength: 122 });
  tally.hear("Network.loadingFinished", { requestId: "1", encodedDataLength: 256 });
  expect(tally.view()).toMatchObject({ requests: 1, encodedBytes: 256 });
});

test("the traffic of others is not the lane's", () => {
  const tally = createTally("websocket");
  tally.hear("Network.webSocketCreated", { requestId: "1", url: "ws://127.0.0.1:1/api/sessions/s/control" });
  tally.hear("Network.webSocketFrameReceived", { requestId: "1", response: { payloadData: "x" } });
  tally.hear("Network.requestWillBeSent", { requestId: "2", request: { url: poll } });
  expect(tally.view()).toMatchObject({ requests: 0, framesIn: 0 });
});

test("the question before the question is no request of the lane's", () => {
  const tally = createTally("short-polling");
  tally.hear("Network.requestWillBeSent", { requestId: "1", type: "Preflight", request: { url: poll } });
  expect(tally.view().requests).toBe(0);
});

test("after a reset a stream that goes on counts only what it brings from then on", () => {
  const tally = createTally("sse");
  const event = (encodedDataLength: number) => {
    tally.hear("Network.dataReceived", { requestId: "1", encodedDataLength });
    tally.hear("Network.eventSourceMessageReceived", { requestId: "1" });
  };
  tally.hear("Network.requestWillBeSent", { requestId: "1", request: { url: sse } });
  event(100);
  tally.reset(1);
  event(50);
  expect(tally.view()).toMatchObject({ requests: 0, events: 1, encodedBytes: 50 });
});

test("of polls only the first so many are counted, where another has gone out meanwhile", () => {
  const tally = createTally("short-polling");
  for (const requestId of ["1", "2", "3"]) {
    tally.hear("Network.requestWillBeSent", {
      requestId,
      request: { url: poll },
      wallTime: Number(requestId),
    });
    tally.hear("Network.loadingFinished", { requestId, encodedDataLength: 10 });
  }
  tally.reset(2000); // told late, as this is on its way while polls go on
  tally.hear("Network.loadingFinished", { requestId: "1", encodedDataLength: 30 }); // and so is this
  expect(tally.view(1)).toMatchObject({ requests: 1, encodedBytes: 10 });
  expect(tally.view()).toMatchObject({ requests: 2, encodedBytes: 20 });
});

test.each([
  ["é".repeat(60), 120, 2],
  ["x".repeat(126), 126, 4],
  ["x".repeat(65_536), 65_536, 10],
])("a frame's head is reckoned by the bytes of its payload (RFC 6455 §5.2)", (payloadData, bytes, head) => {
  const tally = createTally("websocket");
  tally.hear("Network.webSocketCreated", { requestId: "1", url: socket });
  tally.hear("Network.webSocketFrameReceived", { requestId: "1", response: { payloadData } });
  expect(tally.view()).toMatchObject({ requests: 1, framePayloadBytes: bytes, frameHeadBytes: head });
});

test("a handshake's answer is bytes, too", () => {
  const tally = createTally("websocket");
  tally.hear("Network.webSocketCreated", { requestId: "1", url: socket });
  const headersText = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  tally.hear("Network.webSocketHandshakeResponseReceived", { requestId: "1", response: { headersText } });
  expect(tally.view()).toMatchObject({ encodedBytes: headersText.length, framesIn: 0 });
});
