import "../security-policy.ts";
import { CONNECT } from "../transports/transports.ts";
import { createEngine } from "./engine.ts";
import { createPageTime, stepOf } from "./page-time.ts";
import { watchQueueing } from "./queueing.ts";
import type { Command } from "./snapshot.ts";

/** The thread that measures: drawing, which is the page's, can never delay an arrival here. */
const time = createPageTime();
const engine = createEngine({
  patienceMs: 1000,
  connect: CONNECT,
  time,
  random: Math.random,
  resolutionMs: stepOf(time.now),
  watchQueueing,
  post: (snapshot) => self.postMessage(snapshot),
});

self.onmessage = ({ data }: MessageEvent<Command>) => engine.command(data);
