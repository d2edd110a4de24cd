/** What follows a head: so many bytes, chunks, whatever comes until the end, or no HTTP any more (after a 101). */
export type Body = number | "chunked" | "rest" | "tunnel";

/** Follows HTTP/1.1 in one direction, far enough to know where a message ends (RFC 9112 §6). Any split of the bytes will do. */
export interface Framing {
  push(bytes: Buffer): void;
  /** Where the last byte stands: in a head, in the body behind it, after a whole message, or in what is no HTTP any more. */
  readonly place: "head" | "body" | "between" | "tunnel";
}

/** Who sends a longer head does not speak HTTP. */
const HEAD_BYTES = 1 << 16;

export function createFraming(bodyAfter: (head: string) => Body): Framing {
  let state: "head" | "bytes" | "size" | "trailer" | "rest" | "tunnel" = "head";
  let head = "";
  let line = "";
  let left = 0; // of a body, or of a chunk and the line break behind it
  let isChunked = false;

  function take(bytes: Buffer, from: number): number {
    if (state === "rest" || state === "tunnel") return bytes.length;
    if (state !== "bytes") return takeLine(bytes, from);
    const taken = Math.min(left, bytes.length - from);
    left -= taken;
    if (left === 0) state = isChunked ? "size" : "head";
    return from + taken;
  }

  function takeLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf("\n", from);
    const to = end === -1 ? bytes.length : end + 1;
    line += bytes.toString("latin1", from, to);
    if (head.length + line.length > HEAD_BYTES) state = "rest";
    else if (end !== -1) {
      const whole = line;
      line = "";
      readLine(whole);
    }
    return to;
  }

  function readLine(text: string): void {
    const isEmpty = text.trim() === "";
    if (state === "size") {
      const size = Number.parseInt(text, 16);
      left = size + 2;
      state = size > 0 ? "bytes" : size === 0 ? "trailer" : "rest";
    } else if (state === "trailer") {
      if (isEmpty) state = "head";
    } else if (!isEmpty) head += text;
    else if (head !== "") {
      const whole = head;
      head = "";
      begin(bodyAfter(whole));
    }
  }

  function begin(body: Body): void {
    isChunked = body === "chunked";
    left = typeof body === "number" ? body : 0;
    if (body === "rest" || body === "tunnel") state = body;
    else state = isChunked ? "size" : left > 0 ? "bytes" : "head";
  }

  return {
    push(bytes) {
      for (let from = 0; from < bytes.length; ) from = take(bytes, from);
    },
    get place() {
      if (state === "tunnel") return "tunnel";
      if (state !== "head") return "body";
      return head === "" && line === "" ? "between" : "head";
    },
  };
}

/** A field of a head; of several of one name, the first. */
export function fieldOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, "im").exec(head)?.[1];
}

/** The length of a message's body as its own head says it (RFC 9112 §6.3, from 4 on). */
export function lengthIn(head: string): Body | undefined {
  if (/chunked/i.test(fieldOf(head, "transfer-encoding") ?? "")) return "chunked";
  const length = fieldOf(head, "content-length");
  return length === undefined || !/^\d+$/.test(length) ? undefined : Number(length);
}
