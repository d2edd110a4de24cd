import { afterAll, expect, onTestFinished, test } from "vitest";
import type { RefusalCode } from "#protocol/refusal.ts";
import { startLab } from "../testing/lab-server.ts";
import { connectRaw, get, post, type RawClient, request, upgrade } from "../testing/raw-client.ts";

const lab = await startLab({ messageBytes: 65_536, headersMs: 120, requestMs: 240 });
afterAll(lab.close);

async function ask(...pieces: readonly (string | Uint8Array)[]): Promise<RawClient> {
  const client = await connectRaw(lab.port);
  onTestFinished(() => void client.socket.destroy());
  for (const piece of pieces) client.send(piece);
  return client;
}

const POLL = "/channels/counter/short-polling";
const MESSAGES = "/channels/counter/messages";
const SOCKET = "/channels/counter/websocket";
const SCHEDULE = "/api/sessions/s1/schedule";
const put = (body: string) => post(SCHEDULE, body).replace("POST", "PUT");
const deep = "[".repeat(30_000) + "]".repeat(30_000);
const utf8 = { "Content-Type": "application/json", "Content-Length": "4" };

type Case = readonly [
  what: string,
  status: number,
  RefusalCode,
  message: RegExp,
  ...sent: (string | Uint8Array)[],
];
const REQUESTS: readonly Case[] = [
  ["an unknown channel", 404, "unknown-channel", /^channel: .*got "nope"/, get("/channels/nope/sse")],
  ["a channel's bare family", 404, "unknown-channel", /^channel: .*got "room"/, get("/channels/room/sse")],
  ["__proto__ as a channel", 404, "unknown-channel", /got "__proto__"/, get("/channels/__proto__/sse")],
  ["a channel that is no UTF-8", 400, "bad-request", /^path: expected UTF-8/, get("/channels/%ff/sse")],
  [
    "another session's counter",
    404,
    "unknown-channel",
    /your own session, got "counter:b"/,
    get("/channels/counter%3Ab/sse?session=a"),
  ],
  [
    "an unknown transport",
    404,
    "unknown-path",
    /^path: .*got "\/channels\/counter\/x\/y"/,
    get("/channels/counter/x/y"),
  ],
  [
    "a position",
    400,
    "bad-position",
    /^after: expected \{epoch\}:\{seq\}.*got "soon"/,
    get(`${POLL}?after=soon`),
  ],
  [
    "a Last-Event-ID",
    400,
    "bad-position",
    /^Last-Event-ID: .*got "soon"/,
    get("/channels/counter/sse", { "Last-Event-ID": "soon" }),
  ],
  ["a session of odd letters", 400, "bad-session", /^session: .*got "a b"/, get(`${POLL}?session=a+b`)],
  ["an empty session", 400, "bad-session", /^session: .*got ""/, get(`${POLL}?session=`)],
  [
    "a session too long",
    400,
    "bad-session",
    /^session: expected 1 to 64/,
    get(`${POLL}?session=${"a".repeat(65)}`),
  ],
  [
    "a session never seen",
    404,
    "unknown-session",
    /got "constructor"/,
    get("/api/sessions/constructor/meter"),
  ],
  [
    "a hold time",
    400,
    "bad-query",
    /^timeout: expected 0 to 60, got "61"/,
    get("/channels/counter/long-polling?timeout=61"),
  ],
  ["an ETag switch", 400, "bad-query", /^etag: .*got "yes"/, get(`${POLL}?etag=yes`)],
  [
    "a transport to pay",
    400,
    "bad-query",
    /^transport: .*got "tcp"/,
    post(`${MESSAGES}?transport=tcp`, "{}"),
  ],
  ["a rate", 400, "bad-schedule", /^schedule.rate: expected 0.1 to 200, got 0/, put('{"rate":0}')],
  ["a pattern", 400, "bad-schedule", /^schedule.pattern: .*got "odd"/, put('{"pattern":"odd"}')],
  ["a schedule's key", 400, "bad-schedule", /^schedule: expected no key speed/, put('{"speed":1}')],
  ["a schedule that is none", 400, "bad-schedule", /^schedule: expected an object, got 7/, put("7")],
  ["JSON", 400, "bad-json", /^body: expected JSON/, post(MESSAGES, "{")],
  ["no body", 400, "bad-message", /^body.type: expected a string, got nothing/, post(MESSAGES, "")],
  [
    "a message without a type",
    400,
    "bad-message",
    /^body.type: expected a string, got nothing/,
    post(MESSAGES, "{}"),
  ],
  [
    "a message's key",
    400,
    "bad-message",
    /^body: expected no key x/,
    post(MESSAGES, '{"type":"a","payload":1,"x":1}'),
  ],
  [
    "a payload",
    400,
    "bad-message",
    /^body.payload.by: expected 1 to 1000, got 0/,
    post(MESSAGES, '{"type":"increment","payload":{"by":0}}'),
  ],
  ["a message nested deep", 400, "bad-message", /^body: expected an object/, post(MESSAGES, deep)],
  [
    "a body in latin1",
    400,
    "bad-json",
    /^body: expected JSON in UTF-8/,
    request("POST", MESSAGES, utf8),
    Uint8Array.of(0x22, 0xe9, 0x21, 0x22),
  ],
  [
    "a compressed body",
    415,
    "wrong-content-type",
    /^body: expected plain JSON/,
    post(MESSAGES, "{}", { "Content-Encoding": "gzip" }),
  ],
  [
    "a form",
    415,
    "wrong-content-type",
    /^Content-Type: expected application\/json, got "text\/plain"/,
    post(MESSAGES, "{}", { "Content-Type": "text/plain" }),
  ],
  [
    "a body over the limit",
    413,
    "too-large",
    /^body: expected at most 65536 bytes/,
    post(MESSAGES, "x".repeat(70_000)),
  ],
  [
    "a schedule over the limit",
    413,
    "too-large",
    /^body: expected at most 16384 bytes/,
    put("x".repeat(17_000)),
  ],
  ["a method", 405, "method-not-allowed", /^method: expected GET, got DELETE/, request("DELETE", POLL)],
  [
    "a method of the API",
    405,
    "method-not-allowed",
    /^method: expected GET or PUT, got PATCH/,
    request("PATCH", SCHEDULE),
  ],
  ["GET, where it is POST", 405, "method-not-allowed", /^method: expected POST, got GET/, get(MESSAGES)],
  ["an asset that is not there", 404, "unknown-path", /^path: expected a file/, get("/assets/none.js")],
  ["a way out of the assets", 404, "unknown-path", /^path: expected a file/, get("/assets/..%2f..%2fx")],
  ["a path outside the page", 404, "unknown-path", /^path:/, get("/..%2f..%2fpackage.json")],
  [
    "a stream by HTTP/1.0",
    426,
    "upgrade-required",
    /^HTTP version: expected 1.1, got "1.0"/,
    "GET /channels/counter/sse HTTP/1.0\r\n\r\n",
  ],
  ["no HTTP", 400, "bad-request", /^request: expected HTTP\/1.1/, "HELLO\r\n\r\n"],
  [
    "two lengths of one body",
    400,
    "bad-request",
    /^request:/,
    request("POST", MESSAGES, { "Content-Length": "3", "Transfer-Encoding": "chunked" }),
  ],
  [
    "headers over the limit",
    431,
    "headers-too-large",
    /^headers: expected at most 8 KiB/,
    get("/", { Long: "x".repeat(20_000) }),
  ],
  [
    "headers that do not end",
    408,
    "request-timeout",
    /head within 0.12 s/,
    "GET / HTTP/1.1\r\nHost: lab\r\n",
  ],
  [
    "a body that does not end",
    408,
    "request-timeout",
    /all of it within 0.24 s/,
    request("POST", MESSAGES, utf8),
    '{"',
  ],
  ["no upgrade", 426, "upgrade-required", /^Upgrade: expected websocket/, get(SOCKET)],
  [
    "an upgrade to something else",
    426,
    "upgrade-required",
    /^Upgrade: expected websocket, got "h2c"/,
    upgrade(SOCKET, { Upgrade: "h2c" }),
  ],
  [
    "a WebSocket of old",
    426,
    "upgrade-required",
    /^Sec-WebSocket-Version: expected 13, got 8/,
    upgrade(SOCKET, { "Sec-WebSocket-Version": "8" }),
  ],
  [
    "a WebSocket's key",
    400,
    "bad-request",
    /^Sec-WebSocket-Key: .*got "short"/,
    upgrade(SOCKET, { "Sec-WebSocket-Key": "short" }),
  ],
  [
    "a subprotocol",
    400,
    "bad-request",
    /^Sec-WebSocket-Protocol: expected ladder.v1, got "chat"/,
    upgrade(SOCKET, { "Sec-WebSocket-Protocol": "chat" }),
  ],
  [
    "a foreign page",
    403,
    "foreign-origin",
    /^Origin: expected a page of lab, got "http:\/\/evil"/,
    upgrade(SOCKET, { Origin: "http://evil", "X-Forwarded-Host": "evil" }),
  ],
  [
    "a page of no origin",
    403,
    "foreign-origin",
    /^Origin: .*got "null"/,
    upgrade(SOCKET, { Origin: "null" }),
  ],
];

test.for(REQUESTS)("%s is refused: %i %s", async ([, status, code, message, ...sent]) => {
  const client = await ask(...sent);
  const answer = await client.answer();
  const { error } = JSON.parse(answer.body);
  expect({ status: answer.status, code: error.code }).toEqual({ status, code });
  expect(error.message).toMatch(message);
  expect(answer.headers["content-type"]).toMatch("application/json");
});

test.each(["short-polling", "long-polling"])("HEAD on %s is refused, by its status alone", async (name) => {
  const client = await ask(request("HEAD", `/channels/counter/${name}`));
  await client.until("405 Method Not Allowed");
});

test("HEAD on SSE says whether the stream would open, and opens none", async () => {
  const welcome = await ask(request("HEAD", "/channels/counter/sse?session=head"));
  await welcome.until("200 OK");
  const refused = await ask(request("HEAD", "/channels/nope/sse"));
  await refused.until("404 Not Found");
  expect(lab.app.sessions.meter("head").transports.sse).toMatchObject({ requests: 1, messages: 0 });
});
