import type { ChannelKind } from "#protocol/channel-name.ts";
import { createChannel, type LocalChannel } from "../channels/channel.ts";
import { createLog, type LogLimits } from "../channels/log.ts";

/** A channel on which nothing is said but by the test, or by its clients. Its epoch is `hand`. */
export function createHandChannel(
  name: string,
  kind: ChannelKind,
  limits: LogLimits = { messages: 1000, bytes: 1 << 20 },
): LocalChannel {
  return createChannel({
    name,
    kind,
    log: createLog(name, "hand", limits),
    now: () => 1_764_000_000_000.125,
    accept: ({ type, payload }, channel) => channel.publish(type, payload),
  });
}
