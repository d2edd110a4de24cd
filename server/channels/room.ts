import { z } from "zod";
import { parseWith, Refusal, refuse } from "#protocol/refusal.ts";
import type { User } from "#protocol/token.ts";
import type { Author } from "./channel.ts";
import type { Rules } from "./rules.ts";

/** Of one message, in code points. */
const TEXT = 4096;

const said = z.strictObject({
  text: z
    .string("expected text")
    .refine((text) => text.trim() !== "" && [...text].length <= TEXT, `expected 1 to ${TEXT} characters`),
});

/** The user that a token has named; throws a `Refusal` where there was none. */
export function userOf({ user }: Author): User {
  if (user) return user;
  throw new Refusal("no-token", "token: expected one, as the channel wants it, got nothing", {
    "WWW-Authenticate": "Bearer", // RFC 6750 §3
  });
}

/** A room: every message counts, and says who said it. */
export const ROOM: Rules = {
  kind: "log",
  checkReader: (author) => void userOf(author),
  checkWriter: (author) => void userOf(author),
  take({ type, payload }, author) {
    if (type === "typing") return { type, payload: { user: userOf(author) }, isFleeting: true };
    if (type !== "said") return refuse("bad-message", "body.type", "said or typing", type);
    const { text } = parseWith(said, payload, "bad-message", "body.payload");
    return { type, payload: { from: userOf(author), text } };
  },
};
