import { isUtf8 } from "node:buffer";
import express, { type RequestHandler } from "express";
import { refuse } from "#protocol/refusal.ts";

/** Known by `answerErrors`, beside the types that the body parser itself gives its errors. */
export const NOT_UTF8 = "entity.not.utf8";

/** Reads a JSON body of at most `limitBytes` into `request.body`, as it stands: no compression, no charset but UTF-8. */
export function readJson(limitBytes: number): RequestHandler {
  const parse = express.json({
    limit: limitBytes,
    strict: false,
    inflate: false,
    // The parser would put U+FFFD where bytes are wrong, and publish what nobody said (RFC 8259 §8.1).
    verify: (_request, _response, bytes) => {
      if (!isUtf8(bytes)) throw Object.assign(new Error("not UTF-8"), { type: NOT_UTF8 });
    },
  });
  return (request, response, next) => {
    if (!request.is("application/json"))
      refuse("wrong-content-type", "Content-Type", "application/json", request.headers["content-type"]);
    parse(request, response, next);
  };
}
