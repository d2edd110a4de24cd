import { exchange, isGood } from "./exchange.ts";
import type { Link } from "./transport.ts";
import { comeBack, type Verdict, verdictOf } from "./verdict.ts";

const PATIENCE_MS = 10_000;
/** What a WebSocket's route says to a plain request that it would have taken as a WebSocket. */
const UPGRADE_REQUIRED = 426;

/**
 * EventSource and WebSocket hide the answer that did not open them, and with it the server's verdict. A plain request to
 * the same URL gets the same one: a HEAD where a GET would open a stream, and after a no for good, as the answer to a HEAD
 * has no body, a GET for its words. The returned function gives the inquiry up.
 */
export function inquire(
  link: Link,
  url: string,
  method: "HEAD" | "GET",
  then: (verdict: Verdict) => void,
): () => void {
  let giveUp = exchange(link, { kind: "inquiry", url, method, patienceMs: PATIENCE_MS }, (answer) => {
    const isWelcome = isGood(answer) || ("status" in answer && answer.status === UPGRADE_REQUIRED);
    const verdict = isWelcome ? comeBack("the connection broke off") : verdictOf(answer, link.time.now());
    if (!verdict.mayReturn && method === "HEAD") giveUp = inquire(link, url, "GET", then);
    else then(verdict);
  });
  return () => giveUp();
}
