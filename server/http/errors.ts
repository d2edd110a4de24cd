import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";
import { REFUSALS, Refusal, type RefusalCode } from "#protocol/refusal.ts";

/** The last handler: every error of every route becomes a status and `{"error":{"code","message"}}`. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const refusal = asRefusal(error);
    if (refusal.code === "internal-error") log.error({ err: error, url: request.url }, "a request failed");
    else log.info({ code: refusal.code, url: request.url }, refusal.message);
    if (response.headersSent) return void response.destroy();
    response.writeHead(refusal.status, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      ...refusal.headers,
    });
    response.end(`${JSON.stringify(refusal.body)}\n`);
  };
}

export const answerUnknownPath: RequestHandler = (request) => {
  throw new Refusal(
    "unknown-path",
    `path: expected one of the API, got ${JSON.stringify(request.path.slice(0, 80))}`,
  );
};

/** The other methods of a route that exists (RFC 9110 §15.5.6). */
export function allowOnly(...methods: string[]): RequestHandler {
  return (request) => {
    throw new Refusal(
      "method-not-allowed",
      `method: expected ${methods.join(" or ")}, got ${request.method}`,
      {
        Allow: methods.join(", "),
      },
    );
  };
}

/** Errors of Express's body parser and of its router carry a type or a status of their own. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  if (type === "entity.parse.failed")
    return new Refusal("bad-json", "body: expected JSON, got something else");
  if (type === "entity.too.large")
    return new Refusal("too-large", "body: expected at most 128 KiB, got more");
  if (type === "charset.unsupported" || type === "encoding.unsupported")
    return new Refusal("wrong-content-type", "body: expected plain JSON in UTF-8, got another encoding");
  if (status !== undefined && status >= 400 && status < 500)
    return new Refusal(
      "bad-request",
      `request: expected one that can be read, got an error (${String(type ?? status)})`,
    );
  return new Refusal("internal-error", "the server failed; its log says why");
}

const CLIENT_ERRORS: Readonly<Record<string, [RefusalCode, string]>> = {
  HPE_HEADER_OVERFLOW: ["headers-too-large", "headers: expected at most 8 KiB, got more"],
  ERR_HTTP_REQUEST_TIMEOUT: ["request-timeout", "request: expected whole within 10 s, got a part of it"],
};

/** Answers what never became a request: too large a head, one that takes too long, or no HTTP at all. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [code, message] = CLIENT_ERRORS[error.code ?? ""] ?? [
    "bad-request",
    "request: expected HTTP/1.1, got something else",
  ];
  const body = `${JSON.stringify(new Refusal(code, message).body)}\n`;
  const status = REFUSALS[code];
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
