import { refuse } from "./refusal.ts";

/** On a state channel the newest message supersedes the others; on a log channel every message counts. */
export type ChannelKind = "state" | "log";

/** `counter`, `counter:{session}`, `room:{name}`, `inbox:{user}`, `price:{symbol}`. */
export interface ChannelName {
  readonly full: string;
  readonly family: "counter" | "room" | "inbox" | "price";
  readonly key: string;
  readonly kind: ChannelKind;
}

const SESSION = /^[A-Za-z0-9_-]{1,64}$/;
const SHAPE = /^(counter|room|inbox|price)(?::(.{1,64}))?$/u;

export function parseChannelName(full: string): ChannelName {
  const match = SHAPE.exec(full);
  const family = match?.[1] as ChannelName["family"] | undefined;
  const key = match?.[2] ?? "";
  if (!family || (family !== "counter" && key === ""))
    return refuse(
      "unknown-channel",
      "channel",
      "counter, counter:{session}, room:{name}, inbox:{user} or price:{symbol}",
      full,
    );
  if (family === "counter" && key !== "") parseSession(key);
  return { full, family, key, kind: family === "room" || family === "inbox" ? "log" : "state" };
}

/** A session's id is chosen by its client: 1 to 64 of A–Z a–z 0–9 _ - */
export function parseSession(id: string): string {
  return SESSION.test(id) ? id : refuse("bad-session", "session", "1 to 64 of A-Z a-z 0-9 _ -", id);
}
