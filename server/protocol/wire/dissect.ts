import { type Cutter, createCutter, latin1 } from "./cutter.ts";
import { dissectChunks } from "./dissect-chunks.ts";
import { dissectEnvelopes } from "./dissect-envelope.ts";
import { dissectMembers } from "./dissect-members.ts";
import type { Entry, EntryKind, Field } from "./entry.ts";
import { OPCODES, type Opcode, readClose, unmask } from "./frames.ts";

/**
 * The bytes of one entry, field by field, in the standards' own terms. The fields cover all of them in order; those of a
 * frame's first two bytes share a byte, as each is a few bits of it. What does not fit is one field `malformed`.
 */
export function dissect(bytes: Uint8Array, { kind, end }: Pick<Entry, "kind" | "end">): readonly Field[] {
  const cut = createCutter(bytes);
  if (kind !== "malformed") dissectAs(kind, cut);
  if (cut.left > 0)
    cut.take(cut.left, kind === "malformed" || end !== undefined ? "malformed" : "incomplete");
  return cut.fields;
}

function dissectAs(kind: EntryKind, cut: Cutter): void {
  if (kind === "event" || kind === "comment" || kind === "last-chunk") dissectChunks(cut, dissectEvents);
  else if (["text", "binary", "ping", "pong", "close"].includes(kind)) dissectFrame(cut);
  else if (dissectHead(cut) && kind !== "stream") dissectBody(cut);
}

/** RFC 9112 §2.1 */
function dissectHead(cut: Cutter): boolean {
  const lineEnd = cut.find("\r\n");
  if (lineEnd === undefined || cut.find("\r\n\r\n") === undefined) return false;
  const line = cut.peek(lineEnd);
  if (line.startsWith("HTTP/")) {
    cut.takeTo(" ", "version");
    cut.take(1, "space");
    cut.take(3, "status");
    if (cut.peek(1) === " ") cut.take(1, "space");
    cut.takeTo("\r\n", "reason");
  } else {
    cut.takeTo(" ", "method");
    cut.take(1, "space");
    dissectTarget(cut);
    cut.take(1, "space");
    cut.takeTo("\r\n", "version");
  }
  cut.take(2, "CRLF");
  while (cut.left > 2 && cut.peek(2) !== "\r\n") {
    const header = cut.peek((cut.find("\r\n") ?? cut.left) + 2);
    const colon = header.indexOf(":");
    cut.take(header.length, header.slice(0, colon), header.slice(colon + 1).trim());
  }
  cut.take(2, "end of head");
  return true;
}

/** RFC 3986 §3.3, §3.4 */
function dissectTarget(cut: Cutter): void {
  const target = cut.peek(cut.find(" ") ?? cut.left);
  const [path = "", query] = target.split("?");
  cut.take(path.length, "path", decoded(path));
  if (query === undefined) return;
  for (const part of `?${query}`.split(/(?=&)/)) {
    const [name = "", value = ""] = part.slice(1).split("=");
    const known = ["session", "after", "timeout", "etag", "token"].includes(name);
    cut.take(part.length, known ? name : "query parameter", known ? decoded(value) : decoded(part.slice(1)));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function dissectBody(cut: Cutter): void {
  const isChunked = /^[0-9a-f]{1,8}[ \t]*[;\r]/i.test(cut.peek(10));
  if (isChunked) dissectChunks(cut, (data) => dissectEnvelopes(data, data.left, "chunk data"));
  else dissectEnvelopes(cut, cut.left, "body");
}

/** Lines of a stream of events. [spec] HTML §9.2.6 */
function dissectEvents(cut: Cutter): void {
  while (cut.left > 0) {
    if (cut.takeIf("\n", "end of event") || cut.takeIf("\r\n", "end of event")) continue;
    const lineEnd = cut.find("\n");
    if (lineEnd === undefined) return;
    const isCrlf = cut.peek(lineEnd).endsWith("\r");
    dissectLine(cut, isCrlf ? lineEnd - 1 : lineEnd);
    cut.take(isCrlf ? 2 : 1, isCrlf ? "CRLF" : "LF");
  }
}

function dissectLine(cut: Cutter, length: number): void {
  const line = cut.peek(length);
  const [, name = "", gap = ""] = /^(id|data|event|retry)?(: ?)/.exec(line) ?? [];
  if (line.startsWith(":")) cut.take(length, "comment", line.slice(1));
  else if (name === "data") {
    cut.take(name.length + gap.length, "data", "what follows is for the page");
    dissectEnvelopes(cut, length - name.length - gap.length, "data");
  } else cut.take(length, name || "field name", line.slice(name.length + gap.length));
}

/** RFC 6455 §5.2 */
function dissectFrame(cut: Cutter): void {
  const [first = 0, second = 0] = cut.rest();
  if (cut.left < 2) return;
  const opcode = first & 0x0f;
  cut.note(1, "FIN", first >= 0x80 ? "1, the last of its message" : "0, more follows");
  cut.note(1, "RSV", ((first >> 4) & 7).toString(2).padStart(3, "0"));
  cut.take(1, "opcode", `${opcode}, ${OPCODES[opcode as Opcode] ?? "unknown"}`);
  const isMasked = second >= 0x80;
  const short = second & 0x7f;
  cut.note(1, "MASK", isMasked ? "1, masked" : "0, not masked");
  cut.take(
    1,
    "length",
    short < 126 ? `${short} bytes` : `${short}: in the next ${short === 126 ? 2 : 8} bytes`,
  );
  if (short >= 126) {
    const size = short === 126 ? 2 : 8;
    const length = cut
      .rest()
      .subarray(0, size)
      .reduce((sum, byte) => sum * 256 + byte, 0);
    cut.take(size, "extended length", `${length} bytes`);
  }
  const key = isMasked ? cut.rest().slice(0, 4) : undefined;
  if (key) cut.take(4, "masking key", [...key].map((byte) => byte.toString(16).padStart(2, "0")).join(" "));
  dissectPayload(cut, opcode, key);
}

function dissectPayload(cut: Cutter, opcode: number, key: Uint8Array | undefined): void {
  const payload = unmask(cut.rest(), key);
  if (opcode === 8 && payload.length >= 2) {
    const { code, reason } = readClose(payload);
    cut.take(2, "close code", String(code));
    if (cut.left > 0) cut.take(cut.left, "close reason", reason);
  } else if (key) {
    dissectMembers(cut, latin1(payload), "payload");
  } else dissectEnvelopes(cut, cut.left, "payload");
}
