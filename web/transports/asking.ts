import type { Publication } from "#protocol/frames.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { Cursor } from "./cursor.ts";
import type { Link } from "./transport.ts";
import { asSetback, verdictOf } from "./verdict.ts";

/** The URL of a transport's route, with who asks and from where. */
export function urlOf(
  link: Link,
  transport: TransportName,
  after: string | undefined,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ session: link.session, ...(after ? { after } : {}), ...more });
  return `${link.channelUrl}/${transport}?${query}`;
}

/**
 * One poll: asks, hears what comes, and resolves with the answer's head. Rejects with a `Setback`.
 * `no-store` keeps the browser's cache out of it: what is counted here went over the wire.
 */
export async function poll(link: Link, url: string, cursor: Cursor, init: RequestInit): Promise<Response> {
  const end = link.listener.request("poll", url);
  try {
    const response = await fetch(url, { ...init, cache: "no-store" });
    if (!response.ok && response.status !== 304) throw await verdictOf(response, link.time.now());
    const envelopes: unknown[] = response.status === 200 ? await response.json() : [];
    const arrivedAt = link.time.now();
    end(envelopes.length > 0 ? "news" : "empty");
    if (!init.signal?.aborted) for (const envelope of envelopes) cursor.hear(envelope, arrivedAt);
    return response;
  } catch (error) {
    end("failed");
    throw asSetback(error);
  }
}

/** Asks after the reason for a connection that did not come about: browsers hide it from the page. Never rejects. */
export async function inquire(link: Link, url: string, method: "GET" | "HEAD", signal: AbortSignal) {
  const end = link.listener.request("inquiry", url);
  try {
    const response = await fetch(url, { method, signal, cache: "no-store" });
    end(response.ok ? "empty" : "failed");
    // 426: all is well but for the upgrade, which a plain request does not ask for.
    return response.ok || response.status === 426 ? undefined : await verdictOf(response, link.time.now());
  } catch (error) {
    end("failed");
    return asSetback(error);
  }
}

/** The way up for a transport that has none. Its bytes are booked to that transport all the same. */
export async function post(link: Link, transport: TransportName, message: Publication): Promise<string> {
  const url = `${link.channelUrl}/messages?${new URLSearchParams({ session: link.session, transport })}`;
  const end = link.listener.request("post", url);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    if (!response.ok) throw await verdictOf(response, link.time.now());
    const { position } = (await response.json()) as { position: string };
    end("empty");
    return position;
  } catch (error) {
    end("failed");
    throw asSetback(error);
  }
}
