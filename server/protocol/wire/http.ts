import type { Stream } from "./stream.ts";

/** These bytes are not what the standard has here; the message says what was expected. */
export class Malformed extends Error {}

/** The head of a message: what stands before the empty line. RFC 9112 §2.1 */
export interface Head {
  /** The request line or the status line, without its CRLF. */
  readonly line: string;
  /** By name in lower case; of a name that comes twice, the last. */
  readonly headers: ReadonlyMap<string, string>;
  /** Offset of the first byte of the body. */
  readonly end: number;
}

export interface RequestLine {
  readonly method: string;
  readonly target: string;
}

/** No head of ours is near this; Node's limit is 16 KiB, and most proxies' 8 KiB. */
const LONGEST_HEAD = 64 * 1024;

/** The head that begins at `start`; undefined while it is not all there. Throws `Malformed`. */
export function readHead(stream: Stream, start: number): Head | undefined {
  const lineEnd = stream.find("\r\n", start);
  const headEnd = stream.find("\r\n\r\n", start);
  if (headEnd === undefined) {
    if (stream.end - start > LONGEST_HEAD) throw new Malformed("expected a head of at most 64 KiB");
    if (lineEnd !== undefined) requireHttp(stream.text(start, lineEnd));
    else if (!mayBegin(stream.text(start, Math.min(stream.end, start + 16))))
      throw new Malformed("expected HTTP");
    return undefined;
  }
  const [line = "", ...lines] = stream.text(start, headEnd).split("\r\n");
  requireHttp(line);
  return { line, headers: new Map(lines.map(readHeader)), end: headEnd + 4 };
}

/** `name: value`, with spaces around the value that mean nothing. RFC 9112 §5 */
function readHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  if (colon < 1) throw new Malformed("expected a header, name and value with a colon between");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

const REQUEST = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/;
const STATUS = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/;

function requireHttp(line: string): void {
  if (!REQUEST.test(line) && !STATUS.test(line))
    throw new Malformed("expected a request line or a status line of HTTP/1.1");
}

function mayBegin(text: string): boolean {
  return /^[A-Z]+($| )/.test(text) || "HTTP/1.".startsWith(text.slice(0, 7));
}

/** `GET /target HTTP/1.1`. RFC 9112 §3 */
export function readRequestLine({ line }: Head): RequestLine {
  const [, method, target] = REQUEST.exec(line) ?? [];
  if (method === undefined || target === undefined) throw new Malformed("expected a request");
  return { method, target };
}

/** `HTTP/1.1 200 OK`. RFC 9112 §4 */
export function readStatus({ line }: Head): number {
  const [, status] = STATUS.exec(line) ?? [];
  if (status === undefined) throw new Malformed("expected an answer");
  return Number(status);
}

/** How long the body is: so many bytes, in chunks that say, or until the connection closes. RFC 9112 §6.3 */
export type BodyLength = number | "chunked" | "until close";

export function lengthOfRequest(head: Head): BodyLength {
  if (isChunked(head)) return "chunked";
  return contentLength(head) ?? 0;
}

/** The answer to HEAD, and 1xx, 204 and 304, have none, whatever their headers say. */
export function lengthOfResponse(head: Head, method: string): BodyLength {
  const status = readStatus(head);
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return 0;
  if (isChunked(head)) return "chunked";
  return contentLength(head) ?? "until close";
}

function isChunked({ headers }: Head): boolean {
  return /(^|,)\s*chunked\s*$/i.test(headers.get("transfer-encoding") ?? "");
}

function contentLength({ headers }: Head): number | undefined {
  const text = headers.get("content-length");
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new Malformed("Content-Length: expected a number of bytes");
  return Number(text);
}
