import { z } from "zod";
import { parseWith } from "./refusal.ts";

export interface User {
  /** Unique, given by the server. */
  readonly id: string;
  /** As they call themselves: any script, shown as text. */
  readonly name: string;
}

/** The answer to `POST /api/tokens` and to `POST /api/tokens/refresh`. */
export interface IssuedToken {
  readonly user: User;
  /** Goes with each request, and lives for minutes: so it may stand in a URL, which proxies write into their logs. */
  readonly token: string;
  /** ms since 1970, by the server's clock. */
  readonly expiresAt: number;
  /** Gets the next token. It lives for hours, and so goes in a body, never in a URL. */
  readonly refresh: string;
}

/** Of a name, in code points. */
const NAME = 32;
/** What would turn or hide the text around it: control characters, and marks that change its direction. */
const DISTURBING = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

const name = z
  .string("expected a name")
  .transform((text) => text.normalize().trim())
  .refine((text) => text !== "" && [...text].length <= NAME, `expected 1 to ${NAME} characters`)
  .refine((text) => !DISTURBING.test(text), "expected a name without control characters");

const tokenRequest = z.strictObject({
  name,
  /** How long each token lives, s: short to see one expire. */
  lifeS: z
    .number("expected 5 to 3600")
    .min(5, "expected 5 to 3600")
    .max(3600, "expected 5 to 3600")
    .optional(),
});
export type TokenRequest = z.infer<typeof tokenRequest>;

const refreshRequest = z.strictObject({ refresh: z.string("expected a refresh token").max(4096) });

export function decodeTokenRequest(value: unknown): TokenRequest {
  return parseWith(tokenRequest as z.ZodType<TokenRequest>, value, "bad-message", "body");
}

export function decodeRefreshRequest(value: unknown): { readonly refresh: string } {
  return parseWith(refreshRequest, value, "bad-message", "body");
}
