import "../security-policy.ts";
import { createTraceKeeper, type TraceQuestion } from "./trace-keeper.ts";

const keeper = createTraceKeeper();

self.onmessage = async ({ data }: MessageEvent<TraceQuestion>) => self.postMessage(await keeper(data));
// What was thrown in a promise is an error of the worker's, as all others are: the page hears of those.
self.onunhandledrejection = ({ reason }) => reportError(reason);
