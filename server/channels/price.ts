import { isSymbol, SYMBOLS } from "#protocol/prices.ts";
import { Refusal, refuse } from "#protocol/refusal.ts";
import type { Rules } from "./rules.ts";

/** A price: the newest supersedes all before it. Everyone may listen, and only the feed speaks. */
export function priceOf(symbol: string): Rules {
  if (!isSymbol(symbol))
    refuse("unknown-channel", "channel", `price: and one of ${SYMBOLS.join(", ")}`, `price:${symbol}`);
  return { kind: "state", checkReader() {}, checkWriter: forbid, take: forbid };
}

function forbid(): never {
  throw new Refusal(
    "not-yours",
    "channel: expected one that takes messages, got a price, which the feed makes",
  );
}
