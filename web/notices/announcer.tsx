import { type ReactNode, useEffect, useRef, useState } from "react";
import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { LaneView } from "../measuring/snapshot.ts";
import { useSlowSnapshot } from "../state/lab-context.ts";
import { sayList } from "../words/words.ts";

type Health = "off" | "working" | "reconnecting" | "refused";

/** Often enough to be told of, and never so often that one thing cuts off another, ms. */
const SPEAKING_MS = 4000;

/** Tells a screen reader when a lane is lost and when it is back: changes only, and not five times a second. */
export function Announcer(): ReactNode {
  const snapshot = useSlowSnapshot(SPEAKING_MS);
  const before = useRef<Partial<Record<TransportName, Health>>>({});
  const [said, say] = useState("");
  useEffect(() => {
    if (!snapshot) return;
    const changes = new Map<Health, string[]>();
    for (const transport of TRANSPORTS) {
      const health = healthOf(snapshot.lanes[transport]);
      if (before.current[transport] === health) continue;
      before.current[transport] = health;
      changes.set(health, [...(changes.get(health) ?? []), LABELS[transport]]);
    }
    if (changes.size > 0)
      say([...changes].map(([health, names]) => `${sayList(names)}: ${health}.`).join(" "));
  }, [snapshot]);
  return (
    <p className="unseen" role="status">
      {said}
    </p>
  );
}

/** Between two tries to come back a lane connects or asks; to call that working would be to speak all the time. */
function healthOf({ state, isWell }: LaneView): Health {
  if (state.kind === "off" || state.kind === "refused") return state.kind;
  return isWell ? "working" : "reconnecting";
}
