import type { Position } from "../position.ts";
import type { TapeRecord } from "../tape.ts";
import { createAssembly } from "./assembly.ts";
import { readChunkedBody } from "./chunked.ts";
import { createDirection, type Direction, type Tell } from "./direction.ts";
import type { Entry } from "./entry.ts";
import { type Place, readBlock, readFields } from "./events.ts";
import { OPCODES, readClose, readFrame } from "./frames.ts";
import {
  type BodyLength,
  type Head,
  lengthOfRequest,
  lengthOfResponse,
  Malformed,
  readHead,
  readRequestLine,
  readStatus,
} from "./http.ts";
import { readMeaning } from "./meaning.ts";

/** What is said on one connection, cut into entries as its bytes come, however they are split. */
export interface Conversation {
  /** `came`: the record's data, where it has been decoded already. */
  feed(record: TapeRecord, came?: Uint8Array): void;
}

/** What the bytes of a side are, from where it stands. */
type Mode = "http" | "waiting" | "events" | "frames" | "malformed";

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly isUpgrade: boolean;
}

export interface ConversationParts {
  readonly newId: () => number;
  readonly tell: Tell;
  /** A message has been heard of that was published at that time, ms since 1970. */
  readonly published: (position: Position, at: number) => void;
}

type Opened = Extract<TapeRecord, { kind: "opened" }>;

export function createConversation(
  { connection, lane, at, clientPort, lanePort }: Opened,
  { newId, tell, published }: ConversationParts,
): Conversation {
  const parts = { connection, lane, newId, tell };
  const client = createDirection({ ...parts, from: "client" });
  const server = createDirection({ ...parts, from: "server" });
  const modes: Record<"client" | "server", Mode> = { client: "http", server: "http" };
  /** Requests that wait for their answer: answers come in the order of requests. RFC 9112 §9.3.2 */
  const asked: Asked[] = [];
  const messages = { client: createAssembly(), server: createAssembly() };
  let place: Place = { at: 0, left: 0 };
  let isServerDone = false;
  client.mark({ kind: "opened", label: `port ${clientPort} to ${lanePort}` }, at);

  function readAll(side: "client" | "server"): void {
    const direction = side === "client" ? client : server;
    const step = side === "client" ? readClient : readServer;
    try {
      while (direction.stream.end > direction.start && step());
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      modes[side] = "malformed";
      direction.take(direction.stream.end, { kind: "malformed", label: error.message });
    }
  }

  /** After a gap it goes on in the same language, from where the next piece begins, and no answer has a request. */
  function skip(direction: Direction, to: number, at: number): void {
    direction.skip(to, at);
    asked.splice(0);
    messages[direction === client ? "client" : "server"].tear();
    if (direction === server) place = { at: to, left: 0 };
  }

  /** One entry more; false where the rest of it has not come. */
  function readClient(): boolean {
    if (modes.client === "malformed") throw new Malformed("after what could not be read");
    if (modes.client === "waiting") return false;
    if (modes.client === "frames") return readOneFrame("client", client);
    client.begin("request");
    const head = readHead(client.stream, client.start);
    const body = head && readBody(client, head, lengthOfRequest(head));
    if (!head || !body) return false;
    const { method, target } = readRequestLine(head);
    const isUpgrade = head.headers.get("upgrade")?.toLowerCase() === "websocket";
    const label = `${method} ${nameOf(target)}`;
    const id = client.take(body.end, { kind: isUpgrade ? "upgrade" : "request", label });
    asked.push({ id, method, isUpgrade });
    if (isUpgrade) modes.client = "waiting";
    return true;
  }

  function readServer(): boolean {
    if (modes.server === "malformed") throw new Malformed("after what could not be read");
    if (modes.server === "frames") return readOneFrame("server", server);
    if (modes.server === "events") return readOneEvent();
    return readResponse();
  }

  function readResponse(): boolean {
    const question = asked[0];
    const id = server.begin("response");
    if (question && id !== undefined) tell(question.id, { pair: id });
    const pair = question?.id;
    const head = readHead(server.stream, server.start);
    if (!head) return false;
    const status = readStatus(head);
    if (status === 101) {
      server.take(head.end, { kind: "switch", label: "101 switching protocols", pair });
      modes.client = modes.server = "frames";
      asked.shift();
      readAll("client"); // what it said while it waited
      return true;
    }
    const length = lengthOfResponse(head, question?.method ?? "GET");
    const isStream = head.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    if (isStream && length === "chunked") {
      server.take(head.end, { kind: "stream", label: `${status} stream`, pair });
      place = { at: head.end, left: 0 };
      modes.server = "events";
      asked.shift();
      return true;
    }
    const body = readBody(server, head, length);
    if (!body) return false;
    const { label, ...facts } = mean(body.text);
    const isEmpty = status === 204 || status === 304 || body.text === "[]";
    server.take(body.end, {
      kind: "response",
      label: [String(status), isEmpty ? "" : label].filter(Boolean).join(" "),
      pair,
      ...facts,
      isEmpty,
    });
    if (status < 200) return true; // on the way to the answer itself
    asked.shift();
    if (question?.isUpgrade) {
      modes.client = "http";
      readAll("client"); // what it asked while it waited
    }
    return true;
  }

  function readBody(
    { stream }: Direction,
    head: Head,
    length: BodyLength,
  ): { end: number; text: string } | undefined {
    if (length === "chunked") return readChunkedBody(stream, head.end);
    if (length === "until close")
      return isServerDone ? { end: stream.end, text: stream.text(head.end, stream.end) } : undefined;
    const end = head.end + length;
    return stream.end < end ? undefined : { end, text: stream.text(head.end, end) };
  }

  function readOneEvent(): boolean {
    server.begin("event");
    const block = readBlock(server.stream, place);
    if (!block) return false;
    place = block.next;
    const { id, data, retry, comments } = readFields(block.text);
    const meaning = mean(data ?? "");
    if (block.isLast) {
      server.take(place.at, { kind: "last-chunk", label: "end of the stream" });
      modes.server = "http";
    } else if (data !== undefined)
      server.take(place.at, {
        ...meaning,
        kind: "event",
        label: meaning.label || `event ${id ?? ""}`.trim(),
      });
    else if (comments > 0) server.take(place.at, { kind: "comment", label: "comment" });
    else server.take(place.at, { kind: "event", label: retry === undefined ? "event" : `retry ${retry} ms` });
    return true;
  }

  function readOneFrame(side: "client" | "server", direction: Direction): boolean {
    direction.begin("text");
    const frame = readFrame(direction.stream, direction.start, side === "client");
    if (!frame) return false;
    const { opcode, payload, end } = frame;
    const name = OPCODES[opcode];
    if (name === "close") {
      const { code, reason } = readClose(payload);
      messages[side].close();
      direction.take(end, { kind: "close", label: ["close", code, reason].filter(Boolean).join(" ") });
    } else if (name === "ping" || name === "pong") direction.take(end, { kind: name, label: name });
    else {
      const { kind, text } = messages[side].add(frame);
      if (text === undefined) direction.take(end, { kind, label: "a part of a message" });
      else direction.take(end, { kind, ...meanFrame(text) });
    }
    return true;
  }

  function mean(text: string): Pick<Entry, "label" | "seqs" | "epoch" | "payloadBytes"> {
    const { ats, epochs, ...facts } = readMeaning(text);
    facts.seqs.forEach((seq, i) => {
      const [epoch, at] = [epochs[i], ats[i]];
      if (epoch !== undefined && at !== undefined && !Number.isNaN(at)) published({ epoch, seq }, at);
    });
    const epoch = epochs.at(-1);
    return { ...facts, ...(epoch !== undefined && { epoch }) };
  }

  function meanFrame(text: string): ReturnType<typeof mean> {
    const facts = mean(text);
    return { ...facts, label: facts.label || "text" };
  }

  return {
    feed(record, came) {
      if (record.kind === "opened") return;
      if (record.kind === "ended") {
        if (record.by !== "client" && record.how === "fin") isServerDone = true;
        readAll("server");
        const direction = record.by === "client" ? client : server;
        const words = { fin: "FIN", reset: "RST", silence: "silence" }[record.how];
        direction.mark(
          { kind: "ended", label: record.by === "network" ? `${words} by the network` : words },
          record.at,
        );
        return;
      }
      const direction = record.from === "client" ? client : server;
      if (record.kind === "passed") direction.handedOn(record.to, record.at);
      else {
        if (record.offset > direction.stream.end) skip(direction, record.offset, record.at);
        direction.came(came ?? fromBase64(record.data), record.at);
        readAll(record.from);
      }
    },
  };
}

/** The last part of a path, which names the route. */
function nameOf(target: string): string {
  return target.replace(/\?.*/s, "").split("/").at(-1) || "/";
}

export function fromBase64(data: string): Uint8Array {
  return Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
}
