import type { Envelope } from "#protocol/envelope.ts";
import {
  type FeedSettings,
  type FlowCounts,
  isSymbol,
  type PriceFigures,
  type PricePayload,
  type PriceSymbol,
  priceChannel,
} from "#protocol/prices.ts";
import type { Time } from "../channels/counter.ts";
import type { Follower } from "../channels/replicas.ts";
import { createElection, type ElectionParts } from "./election.ts";
import { createEngine } from "./engine.ts";
import { createMarket } from "./feed.ts";
import { createOutlet } from "./outlet.ts";

/** The flow of prices through this server: feed → engine → backplane → gateway, each counted where it passes. */
export interface Prices {
  /** Follows a channel as the backplane does, and counts what arrives; its prices are wanted until that stops. */
  follow: Follow;
  set(settings: Partial<FeedSettings>): void;
  readonly feed: PriceFigures["feed"];
  readonly counts: Omit<FlowCounts, "told" | "coalesced">;
  close(): void;
}

type Follow = (channel: string, follower: Follower) => Promise<() => void>;

export interface PricesParts
  extends Pick<ElectionParts, "id" | "server" | "everyMs" | "announce" | "onAnnouncement"> {
  readonly seed: number;
  readonly time: Time;
  readonly follow: Follow;
  /** Says a price on its channel; resolves once it is safe. */
  readonly publish: (channel: string, price: PricePayload) => Promise<unknown>;
}

/** A process that slept does not make up for more than this, ms. */
const CATCH_UP_MS = 100;

export function createPrices({ seed, time, follow, publish, ...parts }: PricesParts): Prices {
  const newest = new Map<PriceSymbol, PricePayload>();
  const followed = new Map<PriceSymbol, number>();
  const passed = { ticks: 0, prices: 0, arrived: 0 };
  let pad = "";
  let stopFeed: (() => void) | undefined;
  let rate = 0;

  const outlet = createOutlet((symbol, price) =>
    publish(priceChannel(symbol), pad === "" ? price : { ...price, pad }),
  );
  const election = createElection({
    ...parts,
    time,
    wants: () => [...followed.keys()],
    made: () => ({
      ticks: passed.ticks,
      prices: passed.prices,
      published: outlet.published,
      superseded: outlet.superseded,
    }),
    changed: feedOrNot,
  });

  function feedOrNot(): void {
    const { settings, feeder } = election;
    pad = "x".repeat(settings.padding);
    const isMine = feeder?.id === parts.id;
    if (isMine && stopFeed && rate === settings.rate) return;
    stopFeed?.();
    rate = settings.rate;
    stopFeed = isMine ? startFeed(1000 / rate) : undefined;
  }

  /** Ticks of all that is wanted, at times that are absolute: a late timer makes the next gap shorter, not the rate lower. */
  function startFeed(everyMs: number): () => void {
    const market = createMarket(seed, (symbol) => newest.get(symbol)?.mid);
    const engine = createEngine((symbol) => newest.get(symbol));
    let due = time.now() + everyMs;
    let stop = time.after(everyMs, tick);
    function tick(): void {
      const now = time.now();
      due = Math.max(due, now - CATCH_UP_MS);
      for (; due <= now; due += everyMs) {
        for (const symbol of election.wanted) {
          passed.ticks += 1;
          const price = engine(market.tick(symbol));
          if (!price) continue;
          passed.prices += 1;
          outlet.offer(symbol, price);
        }
      }
      stop = time.after(due - now, tick);
    }
    return () => stop();
  }

  async function followPrice(symbol: PriceSymbol, follower: Follower): Promise<() => void> {
    const stop = await follow(priceChannel(symbol), {
      begin: follower.begin,
      message(envelope: Envelope) {
        passed.arrived += 1;
        const { pad: _, ...price } = envelope.payload as PricePayload;
        newest.set(symbol, price);
        follower.message(envelope);
      },
    });
    followed.set(symbol, (followed.get(symbol) ?? 0) + 1);
    election.tell();
    return () => {
      stop();
      const others = (followed.get(symbol) ?? 1) - 1;
      if (others > 0) followed.set(symbol, others);
      else followed.delete(symbol);
      election.tell();
    };
  }

  return {
    follow(channel, follower) {
      const symbol = channel.startsWith("price:") ? channel.slice("price:".length) : "";
      return isSymbol(symbol) ? followPrice(symbol, follower) : follow(channel, follower);
    },
    set: election.set,
    get feed() {
      const { settings, feeder } = election;
      return { ...settings, server: feeder?.server, isHere: feeder?.id === parts.id };
    },
    get counts() {
      return { ...election.made, arrived: passed.arrived };
    },
    close() {
      election.close();
      stopFeed?.();
    },
  };
}
