import type { TransportName } from "#protocol/transports.ts";
import type { LaneState } from "../measuring/snapshot.ts";

/** What a lane is doing, as a person would say it. Times in ms, by the clock of the snapshot. */
export function sayState(state: LaneState, now: number): string {
  switch (state.kind) {
    case "off":
      return "off";
    case "connecting":
      return "connecting";
    case "asking":
      return now - state.since < 1000 ? "asking" : `asking, no answer for ${sayDuration(now - state.since)}`;
    case "resting":
      return `asked ${sayDuration(now - state.askedAt)} ago`;
    case "parked":
      return `parked, ${sayDuration(now - state.since)}`;
    case "open":
      return `open for ${sayDuration(now - state.since)}`;
    case "unanswered":
      return `open, ping unanswered for ${sayDuration(now - state.since)}`;
    case "reconnecting":
      return state.nextAt === undefined || state.nextAt < now + 50
        ? "reconnecting"
        : `reconnecting in ${sayDuration(state.nextAt - now)}`;
    case "refused":
      return `refused: ${state.reason}`;
  }
}

/** `1.4 s`, `12 s`, `3 min`. */
export function sayDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}\u00a0s`;
  if (seconds < 119.5) return `${Math.round(seconds)}\u00a0s`;
  return `${Math.round(seconds / 60)}\u00a0min`;
}

/** A transport's name in the middle of a sentence. */
export const NAMES: Readonly<Record<TransportName, string>> = {
  "short-polling": "short polling",
  "long-polling": "long polling",
  sse: "SSE",
  websocket: "WebSocket",
};

/** `a, b and c`. */
export function sayList(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
