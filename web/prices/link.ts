import { DEFAULT_FEED, type FeedSettings } from "#protocol/prices.ts";
import { Refusal } from "#protocol/refusal.ts";
import { isTransport, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { isTheme, THEMES, type Theme } from "../theme/theme.ts";

/** All that the page's controls say; the address bar holds it at every moment. */
export interface Link {
  /** What the page itself hears the prices by. */
  readonly by: TransportName;
  /** The feed as this page has set it; undefined: it takes what there is. */
  readonly feed: FeedSettings | undefined;
  /** Phones are attached, one under each policy. */
  readonly phones: boolean;
  /** What each of them reads, bytes a second; 0: it has stalled. */
  readonly speed: number;
  readonly theme: Theme;
}

export const DEFAULT_LINK: Link = {
  by: "websocket",
  feed: undefined,
  phones: false,
  speed: 200_000,
  theme: "system",
};

const KEYS = ["by", "rate", "padding", "phones", "speed", "theme"];

/** Reads a link's query; throws a `Refusal` that names the key. */
export function parseLink(search: string): Link {
  const query = new URLSearchParams(search);
  for (const key of query.keys())
    if (!KEYS.includes(key)) throw refusal(key, `one of ${KEYS.join(", ")}`, key);
  const by = query.get("by") ?? DEFAULT_LINK.by;
  if (!isTransport(by)) throw refusal("by", TRANSPORTS.join(", "), by);
  const theme = query.get("theme") ?? DEFAULT_LINK.theme;
  if (!isTheme(theme)) throw refusal("theme", THEMES.join(", "), theme);
  const hasFeed = query.has("rate") || query.has("padding");
  return {
    by,
    feed: hasFeed
      ? {
          rate: number(query, "rate", 0.1, 500, DEFAULT_FEED.rate),
          padding: number(query, "padding", 0, 16_384, DEFAULT_FEED.padding),
        }
      : undefined,
    phones: number(query, "phones", 0, 1, 0) === 1,
    speed: number(query, "speed", 0, 10_000_000, DEFAULT_LINK.speed),
    theme,
  };
}

/** Writes the link's query; what is as by default is left out. */
export function formatLink({ by, feed, phones, speed, theme }: Link): string {
  const query = new URLSearchParams();
  if (by !== DEFAULT_LINK.by) query.set("by", by);
  if (feed) {
    query.set("rate", String(feed.rate));
    query.set("padding", String(feed.padding));
  }
  if (phones) query.set("phones", "1");
  if (speed !== DEFAULT_LINK.speed) query.set("speed", String(speed));
  if (theme !== DEFAULT_LINK.theme) query.set("theme", theme);
  return query.toString();
}

function number(query: URLSearchParams, key: string, min: number, max: number, otherwise: number): number {
  const text = query.get(key);
  if (text === null) return otherwise;
  const value = Number(text);
  if (text === "" || !(value >= min && value <= max)) throw refusal(key, `${min} to ${max}`, text);
  if (key !== "rate" && !Number.isInteger(value)) throw refusal(key, "a whole number", text);
  return value;
}

function refusal(key: string, expected: string, came: string): Refusal {
  return new Refusal("bad-query", `${key}: expected ${expected}, got ${JSON.stringify(came.slice(0, 80))}`);
}
