import { z } from "zod";
import { parseWith, refuse } from "#protocol/refusal.ts";
import type { Rules } from "./rules.ts";

/** Of one message, in code points. */
const TEXT = 4096;

const said = z.strictObject({
  text: z
    .string("expected text")
    .refine((text) => text.trim() !== "" && [...text].length <= TEXT, `expected 1 to ${TEXT} characters`),
});

/** A room: every message counts, and says who said it. */
export const ROOM: Rules = {
  kind: "log",
  take({ type, payload }, { session, user }) {
    if (type !== "said") return refuse("bad-message", "body.type", "said", type);
    const { text } = parseWith(said, payload, "bad-message", "body.payload");
    return { type, payload: { from: user ?? { id: session, name: session }, text } };
  },
};
