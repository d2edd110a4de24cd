import { isTransport, type TransportName } from "#protocol/transports.ts";

type Timing = Pick<
  PerformanceResourceTiming,
  "startTime" | "domainLookupStart" | "connectEnd" | "requestStart"
>;

/**
 * How long a request waited in the browser before it went out, ms: a browser opens at most six HTTP/1.1 connections to
 * one server. Name look-up and connecting are the network's and are taken off; on a kept connection they take no time.
 * Undefined for a request that never went out. [spec] Resource Timing §4.3
 */
export function queueingOf({
  startTime,
  domainLookupStart,
  connectEnd,
  requestStart,
}: Timing): number | undefined {
  if (requestStart === 0) return undefined;
  return Math.max(0, requestStart - startTime - (connectEnd - domainLookupStart));
}

/** The transport whose route a URL is, if it is one. */
export function transportOf(url: string): TransportName | undefined {
  const name = new URL(url).pathname.split("/").at(-1) ?? "";
  return isTransport(name) ? name : undefined;
}

/** Reports the wait of each request of this thread as it ends. The browser tells nothing of WebSockets. */
export function watchQueueing(report: (transport: TransportName, waitMs: number) => void): () => void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      const transport = transportOf(entry.name);
      const waitMs = queueingOf(entry);
      if (transport && waitMs !== undefined) report(transport, waitMs);
    }
    performance.clearResourceTimings(); // the browser keeps them all otherwise, until its buffer is full
  });
  observer.observe({ type: "resource" });
  return () => observer.disconnect();
}
