import { type ChosenPolicy, SLOW_POLICIES } from "#protocol/prices.ts";
import { refuse } from "#protocol/refusal.ts";
import type { Channel } from "../channels/channel.ts";
import type { SlowReaders } from "../delivery/backpressure.ts";
import type { Queues } from "../delivery/queues.ts";

const isPrice = ({ name }: Channel): boolean => name.startsWith("price:");

/**
 * How a reader is treated when it is slow. Who listens to prices may choose: the next price makes up for the one before.
 * Nothing makes up for a sentence that somebody said, so elsewhere there is no choice.
 */
export function slowReadersOf(
  channel: Channel,
  chosen: string | null,
  session: string,
  { slow, queues }: { readonly slow: SlowReaders; readonly queues: Queues },
): SlowReaders {
  if (chosen === null) return slow;
  if (!isPrice(channel)) refuse("bad-query", "slow", "none, as only prices supersede each other", chosen);
  const policy = policyOf(chosen);
  return {
    queueBytes: slow.queueBytes,
    watch: (read) => queues.watch(session, read),
    ...(policy === "unbounded" ? { isOverfull: queues.isOverfull } : { policy }),
  };
}

function policyOf(chosen: string): ChosenPolicy {
  const known = SLOW_POLICIES.find((policy) => policy === chosen);
  return known ?? refuse("bad-query", "slow", `one of ${SLOW_POLICIES.join(", ")}`, chosen);
}
