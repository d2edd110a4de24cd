import { REFUSALS, Refusal, type RefusalCode } from "#protocol/refusal.ts";
import { type Answer, isGood, type Lost } from "./exchange.ts";

/** What the server, or its silence, says about coming back. */
export interface Verdict {
  readonly mayReturn: boolean;
  /** In words, the server's own where it has any. */
  readonly reason: string;
  /** Not to come back any earlier, ms: what the server asked for in `Retry-After`. */
  readonly afterMs: number;
  /** The refusal's, where there was one. */
  readonly code?: RefusalCode | undefined;
}

export function comeBack(reason: string, afterMs = 0, code?: RefusalCode): Verdict {
  return { mayReturn: true, reason, afterMs, code };
}

export function stayAway(reason: string, code?: RefusalCode): Verdict {
  return { mayReturn: false, reason, afterMs: 0, code };
}

/** The 4xx that speak of the moment, not of the request: timeout, too early, too many (RFC 9110 §15.5, RFC 6585 §4). */
const PASSING = [408, 425, 429];
/** No `Retry-After` keeps us away for longer, ms. */
const LONGEST_MS = 3_600_000;

/** The verdict of an answer that is of no use, or that never came. */
export function verdictOf(answer: Answer | Lost, now: number): Verdict {
  if ("lost" in answer) return comeBack(answer.lost);
  if (isGood(answer)) return comeBack("the answer could not be read");
  const { status, statusText, headers } = answer;
  const refusal = refusalIn(answer);
  const reason = refusal?.message ?? `the server answered ${status} ${statusText}`.trim();
  // Whoever holds the link has, or gets, another token.
  const isPassing = PASSING.includes(status) || refusal?.code === "token-expired";
  if (status >= 400 && status < 500 && !isPassing) return stayAway(reason, refusal?.code);
  return comeBack(reason, retryAfterMs(headers.get("Retry-After"), now), refusal?.code);
}

/** `Retry-After` in ms from `now`: seconds, or a date (RFC 9110 §10.2.3); 0 where there is none that can be read. */
export function retryAfterMs(text: string | null, now: number): number {
  if (text === null) return 0;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), LONGEST_MS);
}

/** The refusal in an answer, `{"error":{"code","message"}}`; undefined where a proxy answered in words of its own. */
export function refusalIn({
  text,
  headers,
}: Pick<Answer, "text"> & Partial<Pick<Answer, "headers">>): Refusal | undefined {
  const retryAfter = headers?.get("Retry-After");
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string } };
    const code = error?.code as RefusalCode;
    const said = retryAfter ? { "Retry-After": retryAfter } : {};
    return code in REFUSALS ? new Refusal(code, String(error?.message), said) : undefined;
  } catch {
    return undefined;
  }
}
