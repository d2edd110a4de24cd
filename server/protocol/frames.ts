import { z } from "zod";
import type { Envelope } from "./envelope.ts";
import { parseWith, type RefusalCode } from "./refusal.ts";

/** JSON is read without recursion, but not written so by every engine: what is deep enough would end the server. */
const NESTING = 32;

function isFlat(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== "object") return true;
  return levels > 0 && Object.values(value).every((inner) => isFlat(inner, levels - 1));
}

/** What a client may say: the body of `POST …/messages`, and the `message` of a publish frame. */
const publication = z.strictObject({
  /** The sender's own: said again with the same id, it is the same message. A channel that servers share looks at it. */
  id: z
    .string("expected 1 to 64 of A-Z a-z 0-9 _ -")
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "expected 1 to 64 of A-Z a-z 0-9 _ -")
    .optional(),
  type: z
    .string("expected a string")
    .min(1, "expected 1 to 32 characters")
    .max(32, "expected 1 to 32 characters"),
  payload: z
    .unknown()
    .refine((value) => isFlat(value, NESTING), `expected at most ${NESTING} levels of nesting`),
});
export type Publication = z.infer<typeof publication>;

const id = z.int("expected an integer").min(0, "expected 0 or more");
const clientFrame = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("publish"),
      id,
      /** Another channel than the socket's own. */
      channel: z.string("expected a channel").max(128).optional(),
      message: publication,
    }),
    z.strictObject({ type: z.literal("resume"), id, after: z.string("expected a position").optional() }),
    z.strictObject({ type: z.literal("token"), id, token: z.string("expected a string").max(4096) }),
  ],
  { error: "expected a frame of type publish, resume or token" },
);

/** Client → server on a channel's WebSocket. `id` comes back in the `ack` or `error`. */
export type ClientFrame = z.infer<typeof clientFrame>;

/** Server → client, beside the envelopes, which are known by their `v`. */
export type ServerFrame =
  | { readonly type: "ack"; readonly id: number; readonly position: string }
  /** First of all, from a server that is one of many: its name. */
  | { readonly type: "hello"; readonly server: string }
  /** The token is good until then, ms since 1970: send another, or be closed with 4401. */
  | { readonly type: "expiring"; readonly expiresAt: number }
  | { readonly type: "error"; readonly id?: number; readonly code: RefusalCode; readonly message: string };

export function decodePublication(value: unknown): Publication {
  return parseWith(publication, value, "bad-message", "body");
}

export function decodeClientFrame(value: unknown): ClientFrame {
  return parseWith(clientFrame, value, "bad-message", "frame");
}

/** The `id` of a frame that could be no worse than wrong otherwise, so that its sender knows which one was refused. */
export function idIn(value: unknown): { id?: number } {
  const found = z.object({ id }).safeParse(value);
  return found.success ? found.data : {};
}

export function isEnvelope(frame: Envelope | ServerFrame): frame is Envelope {
  return "v" in frame;
}
