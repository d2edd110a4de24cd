import { z } from "zod";
import { readAnnouncement } from "#protocol/announcement.ts";
import { DEFAULT_FEED, type FeedSettings, type PriceSymbol, SYMBOLS } from "#protocol/prices.ts";

/**
 * Which one of the servers feeds prices to all: of those where somebody listens, the one with the lowest id. Each says
 * twice a second that it is there and what it wants; who misses three of these is out, so another takes over within two
 * seconds. For a moment two may feed, or none: the newest price supersedes the others, so nobody is the worse for it.
 */
export interface Election {
  /** Of the server that feeds; undefined while nobody listens. */
  readonly feeder: { readonly id: string; readonly server: string } | undefined;
  /** What somebody on any of the servers listens to. */
  readonly wanted: readonly PriceSymbol[];
  readonly settings: FeedSettings;
  /** Made by all feeders so far, as each of them has said. */
  readonly made: Made;
  /** Sets the feed, whichever server it is on. */
  set(settings: Partial<FeedSettings>): void;
  /** What is listened to here has changed. */
  tell(): void;
  close(): void;
}

/** What a feeder has made. */
export interface Made {
  readonly ticks: number;
  readonly prices: number;
  readonly published: number;
  readonly superseded: number;
}

export interface ElectionParts {
  readonly id: string;
  readonly server: string;
  readonly everyMs: number;
  readonly time: { now(): number; after(ms: number, then: () => void): () => void };
  readonly announce: (text: string) => void;
  readonly onAnnouncement: (listener: (text: string) => void) => () => void;
  readonly wants: () => readonly PriceSymbol[];
  readonly made: () => Made;
  /** Who feeds, what or how has changed. */
  readonly changed: () => void;
}

const count = z.number();
const beat = z.object({
  beat: z.literal("prices"),
  id: z.string(),
  server: z.string(),
  wants: z.array(z.enum(SYMBOLS)),
  made: z.object({ ticks: count, prices: count, published: count, superseded: count }),
  settings: z.object({ rate: count, padding: count }),
  setAt: z.number(),
});
type Beat = z.infer<typeof beat>;

/** Servers that were heard of once; what they made still counts. */
const PEERS = 64;

export function createElection(parts: ElectionParts): Election {
  const { id, server, everyMs, time, announce, wants, made, changed } = parts;
  const peers = new Map<string, Beat & { readonly heardAt: number }>();
  let settings = DEFAULT_FEED;
  let setAt = 0;
  let stopBeating: (() => void) | undefined;
  const stopListening = parts.onAnnouncement(hear);

  const isThere = (one: (Beat & { readonly heardAt: number }) | undefined) =>
    one !== undefined && one.wants.length > 0 && time.now() - one.heardAt <= 3 * everyMs;
  const alive = () => [...peers.values()].filter(isThere);

  function say(): void {
    const said: Beat = { beat: "prices", id, server, wants: [...wants()], made: made(), settings, setAt };
    announce(JSON.stringify(said));
  }

  function beatOn(): void {
    say();
    stopBeating = wants().length > 0 ? time.after(everyMs, beatOn) : undefined;
    resetOnceAllLeft();
    changed(); // a peer may have fallen silent
  }

  /** Nobody is left who would mind: the next ones find the feed as it is at first. */
  function resetOnceAllLeft(): void {
    if (wants().length === 0 && alive().length === 0) [settings, setAt] = [DEFAULT_FEED, 0];
  }

  function hear(text: string): void {
    const said = readAnnouncement(beat, text);
    if (!said || said.id === id) return;
    const isNew = !isThere(peers.get(said.id));
    peers.delete(said.id);
    peers.set(said.id, { ...said, heardAt: time.now() });
    for (const oldest of peers.keys()) if (peers.size > PEERS) peers.delete(oldest);
    if (said.setAt > setAt) [settings, setAt] = [said.settings, said.setAt];
    if (isNew && said.wants.length > 0 && stopBeating) say();
    if (said.wants.length === 0) resetOnceAllLeft();
    changed();
  }

  return {
    get feeder() {
      const here = wants().length > 0 ? [{ id, server }] : [];
      return [...here, ...alive()].sort((a, b) => (a.id < b.id ? -1 : 1))[0];
    },
    get wanted() {
      return [...new Set([...wants(), ...alive().flatMap((one) => one.wants)])];
    },
    get settings() {
      return settings;
    },
    get made() {
      const sum = { ...made() };
      for (const { made: theirs } of peers.values())
        for (const key of Object.keys(sum) as (keyof Made)[]) sum[key] += theirs[key];
      return sum;
    },
    set(some) {
      settings = { ...settings, ...some };
      setAt = Math.max(time.now(), setAt + 1); // the last word is that of the last who spoke
      say();
      changed();
    },
    tell() {
      stopBeating?.();
      beatOn();
    },
    close() {
      stopBeating?.();
      stopListening();
    },
  };
}
