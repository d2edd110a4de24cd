import { createContext, useContext, useSyncExternalStore } from "react";
import type { Desk, DeskState } from "./desk.ts";

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("DeskContext: expected a desk around this component");
  return desk;
}

export function useDeskState(): DeskState {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, () => desk.state);
}
