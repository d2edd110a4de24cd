/** Thrown where a request came to nothing: why, in words, and whether coming back can mend it. */
export class Setback extends Error {
  readonly mayReturn: boolean;
  /** What the server asked for in `Retry-After`, ms. */
  readonly afterMs: number;

  constructor(reason: string, { mayReturn = true, afterMs = 0 } = {}) {
    super(reason);
    this.name = "Setback";
    this.mayReturn = mayReturn;
    this.afterMs = afterMs;
  }
}

/** The 4xx that speak of the moment, not of the request: timeout, too early, too many (RFC 9110 §15.5, RFC 6585 §4). */
const PASSING = [408, 425, 429];

/** What an answer that is no success means for its client, in the server's own words where it has any. */
export async function verdictOf(response: Response, nowMs: number): Promise<Setback> {
  const { status } = response;
  const text = await response.text().catch(() => "");
  const mayReturn = status >= 500 || PASSING.includes(status);
  const afterMs = retryAfterMs(response.headers.get("Retry-After"), nowMs);
  return new Setback(messageIn(text) ?? `the server answered ${status}`, { mayReturn, afterMs });
}

/** A failed `fetch` says no more than that; the words are for people. */
export function asSetback(error: unknown): Setback {
  return error instanceof Setback ? error : new Setback("the server cannot be reached");
}

/** Seconds, or a date (RFC 9110 §10.2.3); 0 where there is none, or none that can be read. */
export function retryAfterMs(text: string | null, nowMs: number): number {
  if (text === null) return 0;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

function messageIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { error?: { message?: string } }).error?.message;
  } catch {
    return undefined; // not of our server: a proxy's page
  }
}
