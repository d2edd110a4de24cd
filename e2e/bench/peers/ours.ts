import { createApp } from "../../../server/app.ts";
import { createChannel } from "../../../server/channels/channel.ts";
import { createLog } from "../../../server/channels/log.ts";
import { EPOCH, LOG_CHANNEL, payloadOf, STATE_CHANNEL } from "./message.ts";
import { serve } from "./serve.ts";

/**
 * The lab itself, with everything on; `--no-metering` for the row that asks what metering costs. Two channels beside its
 * own let the benchmark say when a message is due. Each client is a session of its own.
 */
const now = () => Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000;
const channels = ([STATE_CHANNEL, LOG_CHANNEL] as const).map((name) =>
  createChannel({
    name,
    kind: name === STATE_CHANNEL ? "state" : "log",
    log: createLog(name, EPOCH, { messages: 1000, bytes: 1 << 20 }),
    now,
    accept: () => {
      throw new Error("nobody publishes here but the benchmark");
    },
  }),
);
const { server } = createApp({
  rate: 0.1,
  logLevel: "silent",
  metering: !process.argv.includes("--no-metering"),
  channels,
});

const channel = process.argv.includes("--log-channel") ? LOG_CHANNEL : STATE_CHANNEL;
const pathTo = (transport: string) => `/channels/${encodeURIComponent(channel)}/${transport}?session=s{n}`;
const after = `&after=${EPOCH}:{seq}`;

await serve(server, {
  paths: {
    "short-polling": pathTo("short-polling") + after,
    "long-polling": pathTo("long-polling") + after,
    sse: pathTo("sse") + after,
    websocket: pathTo("websocket") + after,
  },
  publish(stamp) {
    for (const one of channels) if (one.name === channel) one.publish("counter", payloadOf(stamp));
  },
});
