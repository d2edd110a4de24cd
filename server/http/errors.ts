import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";
import { REFUSALS, Refusal, type RefusalCode } from "#protocol/refusal.ts";
import { NOT_UTF8 } from "./body.ts";
import { pathOf } from "./query.ts";

/** The last handler: every error of every route becomes a status and `{"error":{"code","message"}}`. */
export function answerErrors(log: Pick<Logger, "error" | "info">): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const refusal = asRefusal(error);
    if (refusal.code === "internal-error")
      log.error({ err: error, path: pathOf(request) }, "a request failed");
    else log.info({ code: refusal.code, path: pathOf(request) }, refusal.message);
    if (response.headersSent) return void response.destroy();
    const body = `${JSON.stringify(refusal.body)}\n`;
    response.writeHead(refusal.status, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      "Content-Length": Buffer.byteLength(body),
      ...refusal.headers,
    });
    response.end(body);
  };
}

export const answerUnknownPath: RequestHandler = (request) => {
  throw new Refusal(
    "unknown-path",
    `path: expected one of the API, got ${JSON.stringify(pathOf({ url: request.originalUrl }).slice(0, 80))}`,
  );
};

/** The other methods of a route that exists (RFC 9110 §15.5.6). */
export function allowOnly(...methods: string[]): RequestHandler {
  return (request) => refuseMethod(request, ...methods);
}

export function refuseMethod({ method }: { readonly method: string }, ...allowed: string[]): never {
  throw new Refusal("method-not-allowed", `method: expected ${allowed.join(" or ")}, got ${method}`, {
    Allow: allowed.join(", "),
  });
}

interface BodyError {
  readonly type: string;
  readonly status: number;
  readonly limit: number;
  readonly message: string;
}

/** Errors of Express's body parser and of its router carry a type or a status of their own. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { type, status, limit, message } = (error ?? {}) as Partial<BodyError>;
  if (type === "entity.parse.failed")
    return new Refusal("bad-json", "body: expected JSON, got something else");
  if (type === NOT_UTF8) return new Refusal("bad-json", "body: expected JSON in UTF-8, got other bytes");
  if (type === "entity.too.large")
    // The rest of it is not waited for.
    return new Refusal("too-large", `body: expected at most ${limit} bytes, got more`, {
      Connection: "close",
    });
  if (message?.startsWith("Failed to decode param"))
    return new Refusal("bad-request", "path: expected UTF-8 in percent-encoding, got something else");
  if (type === "charset.unsupported" || type === "encoding.unsupported")
    return new Refusal("wrong-content-type", "body: expected plain JSON in UTF-8, got another encoding");
  // Of the static files: one that is not there, or a way out of their folder.
  if (status === 404 || status === 403)
    return new Refusal("unknown-path", "path: expected a file of the page, got none of them");
  if (status !== undefined && status >= 400 && status < 500)
    return new Refusal(
      "bad-request",
      `request: expected one that can be read, got an error (${String(type ?? status)})`,
    );
  return new Refusal("internal-error", "the server failed; its log says why");
}

export interface ClientErrorTimes {
  readonly headersMs: number;
  readonly requestMs: number;
}

/** After the answer to what was no request, who sent it has so long to read it, ms. */
const LINGER_MS = 1000;

/** Answers what never became a request: too large a head, one that takes too long, or no HTTP at all. */
export function answerClientErrors({ headersMs, requestMs }: ClientErrorTimes) {
  const known: Readonly<Record<string, readonly [RefusalCode, string]>> = {
    HPE_HEADER_OVERFLOW: ["headers-too-large", "headers: expected at most 8 KiB, got more"],
    ERR_HTTP_REQUEST_TIMEOUT: [
      "request-timeout",
      `request: expected its head within ${headersMs / 1000} s and all of it within ${requestMs / 1000} s, got a part`,
    ],
  };
  return (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (socket.writableEnded) return; // more of the same, after our answer
    // In the middle of an answer there is no room for another.
    const { _httpMessage: answer } = socket as { _httpMessage?: { headersSent: boolean } | null };
    if (error.code === "ECONNRESET" || !socket.writable || answer?.headersSent) return void socket.destroy();
    const [code, message] = known[error.code ?? ""] ?? [
      "bad-request",
      "request: expected HTTP/1.1, got something else",
    ];
    const body = `${JSON.stringify(new Refusal(code, message).body)}\n`;
    const status = REFUSALS[code];
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    // Cut at once, the answer would be lost to who is still sending; never cut, the socket would be theirs to keep.
    const cut = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(cut));
  };
}
