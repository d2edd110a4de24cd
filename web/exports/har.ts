import type { TapeRecord } from "#protocol/tape.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { OPCODES, readFrame } from "#protocol/wire/frames.ts";
import { joinBytes } from "#protocol/wire/join-bytes.ts";
import { createStream } from "#protocol/wire/stream.ts";
import { createTapeStore } from "../network/tape-store.ts";
import { type HttpMessage, headerOf, readMessage } from "./http-message.ts";

export interface HarParts {
  readonly records: readonly TapeRecord[];
  readonly userAgent: string;
}

const ALL = { entries: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
const ANSWERS: ReadonlySet<Entry["kind"]> = new Set(["response", "stream", "switch"]);
const EVENTS: ReadonlySet<Entry["kind"]> = new Set(["event", "comment", "last-chunk"]);

/**
 * All requests that were answered, with their answers, as HAR 1.2 (w3c.github.io/web-performance/specs/HAR), which
 * DevTools and many others open. What a WebSocket said stands where Chrome puts it, in `_webSocketMessages`.
 */
export function writeHar({ records, userAgent }: HarParts): string {
  const store = createTapeStore(ALL);
  store.feed(records);
  const byId = new Map(store.entries.map((entry) => [entry.id, entry]));
  const bytesOf = (entry: Entry) => store.dissect(entry.id)?.bytes ?? new Uint8Array();
  const entries = store.entries.flatMap((answer) => {
    const question = answer.pair === undefined ? undefined : byId.get(answer.pair);
    if (!question || !ANSWERS.has(answer.kind) || answer.end === undefined) return [];
    const tail = answer.kind === "response" ? [] : tailOf(answer, store.entries);
    return [harEntry({ question, answer, tail, bytesOf })];
  });
  entries.sort((a, b) => a.startedDateTime.localeCompare(b.startedDateTime));
  const creator = { name: "The Realtime Ladder", version: "1" };
  const comment = `Recorded between browser and server, by ${userAgent}.`;
  return JSON.stringify({ log: { version: "1.2", creator, pages: [], entries, comment } });
}

/** What follows on an answer that does not end with its head: events up to the last chunk, or frames of both sides. */
function tailOf(answer: Entry, entries: readonly Entry[]): Entry[] {
  const later = entries.filter(({ connection, id }) => connection === answer.connection && id > answer.id);
  const end = later.findIndex(({ kind }) => ANSWERS.has(kind));
  return end < 0 ? later : later.slice(0, end);
}

interface Exchange {
  readonly question: Entry;
  readonly answer: Entry;
  readonly tail: readonly Entry[];
  readonly bytesOf: (entry: Entry) => Uint8Array;
}

function harEntry({ question, answer, tail, bytesOf }: Exchange) {
  const request = readMessage(bytesOf(question));
  const events = answer.kind === "stream" ? tail.filter(({ kind }) => EVENTS.has(kind)) : [];
  const response = readMessage(joinBytes([answer, ...events].map(bytesOf)));
  const last = events.at(-1) ?? answer;
  const sent = question.wholeAt ?? question.sentAt;
  const endedAt = last.arrivedAt ?? last.wholeAt ?? answer.sentAt;
  const timings = {
    send: sent - question.sentAt,
    wait: Math.max(0, answer.sentAt - sent),
    receive: Math.max(0, endedAt - Math.max(sent, answer.sentAt)),
  };
  return {
    startedDateTime: new Date(question.sentAt).toISOString(),
    time: timings.send + timings.wait + timings.receive,
    request: harRequest(request, answer.kind === "switch" ? "ws" : "http"),
    response: harResponse(response),
    cache: {},
    timings,
    connection: String(question.connection),
    ...(answer.kind === "switch" && {
      _resourceType: "websocket",
      _webSocketMessages: tail.flatMap((entry) => webSocketMessage(entry, bytesOf(entry))),
    }),
  };
}

function harRequest(message: HttpMessage, scheme: string) {
  const [method, target = "/", httpVersion] = message.line.split(" ");
  const url = `${scheme}://${headerOf(message, "host") ?? "localhost"}${target}`;
  const query = new URLSearchParams(target.split("?")[1] ?? "");
  const mimeType = headerOf(message, "content-type") ?? "";
  return {
    ...{ method, url, httpVersion, cookies: [], headers: message.headers },
    queryString: [...query].map(([name, value]) => ({ name, value })),
    ...(message.body !== "" && { postData: { mimeType, params: [], text: message.body } }),
    headersSize: message.headBytes,
    bodySize: message.bodyBytes,
  };
}

function harResponse(message: HttpMessage) {
  const [httpVersion, status, ...words] = message.line.split(" ");
  const size = new TextEncoder().encode(message.body).length;
  return {
    status: Number(status),
    ...{ statusText: words.join(" "), httpVersion, cookies: [], headers: message.headers },
    content: { size, mimeType: headerOf(message, "content-type") ?? "", text: message.body },
    redirectURL: "",
    headersSize: message.headBytes,
    bodySize: message.bodyBytes,
  };
}

/** In Chrome's own words: times in seconds, binary data in base64. Control frames are not among them. */
function webSocketMessage({ kind, from, sentAt, arrivedAt, end }: Entry, bytes: Uint8Array) {
  if ((kind !== "text" && kind !== "binary") || end === undefined) return [];
  const stream = createStream();
  stream.append(bytes);
  const frame = readFrame(stream, 0, from === "client");
  if (!frame) return [];
  const { opcode, payload } = frame;
  const data =
    OPCODES[opcode] === "binary"
      ? btoa(Array.from(payload, (byte) => String.fromCharCode(byte)).join(""))
      : new TextDecoder().decode(payload);
  if (from === "client") return [{ type: "send", time: sentAt / 1000, opcode, data }];
  return arrivedAt === undefined ? [] : [{ type: "receive", time: arrivedAt / 1000, opcode, data }];
}
