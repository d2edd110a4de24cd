import type { LaneState } from "../measuring/snapshot.ts";

const seconds = (ms: number): string => `${Math.max(0, Math.round(ms / 1000))} s`;

/** What a lane is doing, as a person would say it. `now` in ms of the page's clock. */
export function stateInWords(state: LaneState, now: number): string {
  switch (state.kind) {
    case "off":
      return "off";
    case "connecting":
      return "connecting";
    case "asking":
      return "asking";
    case "resting":
      return `asked ${seconds(now - state.askedAt)} ago`;
    case "parked":
      return `parked, ${seconds(now - state.since)}`;
    case "open":
      return `open, heard ${seconds(now - state.heardAt)} ago`;
    case "unanswered":
      return `open, unanswered for ${seconds(now - state.since)}`;
    case "reconnecting":
      return state.nextAt === undefined
        ? `${state.reason}; the browser comes back by itself`
        : `reconnecting in ${Math.max(0, (state.nextAt - now) / 1000).toFixed(1)} s: ${state.reason}`;
    case "refused":
      return `refused: ${state.reason}`;
  }
}
