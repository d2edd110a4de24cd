import { type ReactNode, useEffect, useState } from "react";
import { sayState } from "../words/words.ts";
import type { ChatState } from "./chat-state.ts";
import { CONNECTIONS } from "./held-connections.ts";

/** What the room's connection is doing, and on which server. */
export function LaneLine({ state }: { readonly state: ChatState }): ReactNode {
  const now = useNow(1000);
  const { lane, server, trouble } = state;
  return (
    <p className="lane-line quiet" data-testid="lane-state" data-state={lane.kind}>
      {lane.kind === "off" ? (trouble ?? "asking who you are") : sayState(lane, now)}
      {server !== undefined && (
        <>
          {" "}
          on <b data-testid="my-server">{server}</b>
        </>
      )}
    </p>
  );
}

/** What a student with three windows would otherwise search for long: their fourth request does not go out. */
export function CrowdedLine({ held = 0 }: Pick<ChatState, "held">): ReactNode {
  if (held <= CONNECTIONS - 4) return null;
  const isFull = held >= CONNECTIONS;
  return (
    <p className="crowded" role="status" data-testid="crowded" data-full={isFull}>
      {isFull ? "All" : held} of the {CONNECTIONS} connections that this browser opens to one address over
      HTTP/1.1 are kept busy by its chat windows, two by each stream or parked poll.{" "}
      {isFull
        ? "What you say waits until one of them is closed, or moves to WebSocket."
        : "Let the next window be on WebSocket: at six, nothing else gets through."}
    </p>
  );
}

/** Now, by the page's clock; renders again every `everyMs`. */
function useNow(everyMs: number): number {
  const [now, setNow] = useState(pageNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(pageNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return Math.max(now, pageNow() - everyMs);
}

function pageNow(): number {
  return performance.timeOrigin + performance.now();
}
