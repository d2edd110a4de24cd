import { createContext, useContext, useMemo, useSyncExternalStore } from "react";
import { PAGE_PARTS, type PagePart } from "#protocol/scenario.ts";
import type { Snapshot } from "../measuring/snapshot.ts";
import type { NetworkState } from "../network/network-client.ts";
import type { Tape } from "../network/tape.ts";
import type { Lab, LabState } from "./lab.ts";
import { figuresOf, tapeOf } from "./shown-tape.ts";
import { slowed } from "./slow.ts";

export const LabContext = createContext<Lab | undefined>(undefined);

export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (!lab) throw new Error("LabContext: expected a lab around this component");
  return lab;
}

export function useLabState(): LabState {
  const lab = useLab();
  return useSyncExternalStore(lab.subscribe, () => lab.state);
}

/** Whether the scenario shows a part of the page, and a way to change that, in the link as well. */
export function useShown(part: PagePart): readonly [isShown: boolean, show: (isShown: boolean) => void] {
  const { change } = useLab();
  const { show } = useLabState().settings.scenario;
  const isShown = show.includes(part);
  return [
    isShown,
    (next) => {
      if (next !== isShown)
        change({ show: PAGE_PARTS.filter((one) => (one === part ? next : show.includes(one))) });
    },
  ];
}

export function useNetwork(): NetworkState {
  const { network } = useLab();
  return useSyncExternalStore(network.subscribe, () => network.state);
}

/** What the wire held; renders again whenever it has changed, ten times a second at most. */
export function useTape(): Tape {
  const lab = useLab();
  const tape = useSyncExternalStore(lab.subscribe, () => tapeOf(lab));
  useSyncExternalStore(tape.subscribe, () => tape.version);
  return tape;
}

/** What `select` takes from the newest snapshot; renders again only when that has changed. */
export function useSnapshot<T>(select: (snapshot: Snapshot | undefined) => T): T {
  const lab = useLab();
  return useSyncExternalStore(subscriptionTo(lab), () => select(figuresOf(lab)));
}

/** The newest snapshot, but at most every `everyMs`: for words, which nobody reads five times a second. */
export function useSlowSnapshot(everyMs: number): Snapshot | undefined {
  const lab = useLab();
  const subscribe = useMemo(() => slowed(subscriptionTo(lab), everyMs), [lab, everyMs]);
  return useSyncExternalStore(subscribe, () => figuresOf(lab));
}

type Subscribe = Lab["subscribe"];
const subscriptions = new WeakMap<Lab, Subscribe>();

/** To new figures of the run, and to a trace that takes their place. One function for a lab: React would begin anew with another. */
function subscriptionTo(lab: Lab): Subscribe {
  const known = subscriptions.get(lab);
  if (known) return known;
  const subscribe: Subscribe = (changed) => {
    const ends = [lab.engine.subscribe(changed), lab.subscribe(changed)];
    return () => {
      for (const end of ends) end();
    };
  };
  subscriptions.set(lab, subscribe);
  return subscribe;
}
