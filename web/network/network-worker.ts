import "../security-policy.ts";
import { createPageTime } from "../measuring/page-time.ts";
import { createOperator } from "./operator.ts";
import type { NetworkCommand } from "./operator-words.ts";
import { createTapeStore } from "./tape-store.ts";

/** The thread that reads the wire: decoding megabytes of it never delays an arrival, which the other worker measures. */
const operator = createOperator({
  createStore: createTapeStore,
  time: createPageTime(),
  post: (news) => self.postMessage(news),
});

self.onmessage = ({ data }: MessageEvent<NetworkCommand>) => operator.command(data);
