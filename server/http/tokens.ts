import type { Router } from "express";
import { decodeRefreshRequest, decodeTokenRequest } from "#protocol/token.ts";
import { addressOf } from "../access/address.ts";
import type { Tokens } from "../access/tokens.ts";
import { readJson } from "./body.ts";
import { allowOnly } from "./errors.ts";

const BODY_BYTES = 8 * 1024;

/**
 * Where a page gets its tokens: by a name at first, and later by the refresh token, which no URL ever holds. `limit` throws
 * a `Refusal` where an address wants too many names: what one user may do would otherwise be no limit to anybody.
 */
export function mountTokens(router: Router, tokens: Tokens, limit: (address: string) => void): void {
  router.post("/api/tokens", readJson(BODY_BYTES), async (request, response) => {
    limit(addressOf(request));
    response.status(201).json(await tokens.issue(decodeTokenRequest(request.body)));
  });
  router.post("/api/tokens/refresh", readJson(BODY_BYTES), async (request, response) => {
    response.status(201).json(await tokens.refresh(decodeRefreshRequest(request.body).refresh));
  });
  router.all(["/api/tokens", "/api/tokens/refresh"], allowOnly("POST"));
}
