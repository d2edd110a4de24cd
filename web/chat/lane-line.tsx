import { type ReactNode, useEffect, useState } from "react";
import { sayState } from "../words/words.ts";
import type { ChatState } from "./chat.ts";

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
