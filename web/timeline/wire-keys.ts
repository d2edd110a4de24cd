import { LANDMARKS, type Landmark } from "./wire-entries.ts";

/** What a key on the time axis asks for. */
export type KeyWish =
  | { readonly kind: "update" | "lane" | "zoom"; readonly step: -1 | 1 }
  /** By half of what is seen. */
  | { readonly kind: "scroll"; readonly step: -1 | 1 }
  | { readonly kind: "jump"; readonly landmark: Landmark; readonly step: -1 | 1 }
  | { readonly kind: "freeze" | "pick" | "live" | "oldest" | "forget" };

const WISHES: Readonly<Record<string, KeyWish>> = {
  ArrowLeft: { kind: "update", step: -1 },
  ArrowRight: { kind: "update", step: 1 },
  ArrowUp: { kind: "lane", step: -1 },
  ArrowDown: { kind: "lane", step: 1 },
  PageUp: { kind: "scroll", step: -1 },
  PageDown: { kind: "scroll", step: 1 },
  "+": { kind: "zoom", step: -1 },
  "=": { kind: "zoom", step: -1 },
  "-": { kind: "zoom", step: 1 },
  " ": { kind: "freeze" },
  Enter: { kind: "pick" },
  Home: { kind: "oldest" },
  End: { kind: "live" },
  Escape: { kind: "forget" },
};

/** Keys in a sentence, for who looks for them. */
export const KEYS_IN_WORDS =
  "Keys: arrows choose update and lane, Enter shows its bytes, + and − zoom, Page Up and Page Down scroll, Space freezes, L, R and H find a loss, reconnect or heartbeat, with Shift the one before";

/** `l`, `r` and `h` are the next loss, reconnect and heartbeat; with Shift, the one before. */
export function wishOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): KeyWish | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const landmark = LANDMARKS.find(([initial]) => initial === key.toLowerCase());
  return landmark ? { kind: "jump", landmark, step: shiftKey ? -1 : 1 } : WISHES[key];
}

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;
