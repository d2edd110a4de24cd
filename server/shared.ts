import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { createRateLimit } from "./access/rate.ts";
import type { Backplane } from "./backplane/backplane.ts";
import { createMemoryBackplane } from "./backplane/memory.ts";
import { createRegistry, type Registry } from "./backplane/registry.ts";
import type { Time } from "./channels/counter.ts";
import { inboxOf } from "./channels/inbox.ts";
import { priceOf } from "./channels/price.ts";
import { createReplicas, type Replicas, readWhisper } from "./channels/replicas.ts";
import { ROOM } from "./channels/room.ts";
import type { AppOptions } from "./options.ts";
import { createPrices, type Prices } from "./prices/prices.ts";

/** What a server has in common with its siblings. Alone, it has it with itself. */
export interface Shared {
  readonly backplane: Backplane;
  /** Who is on which server. */
  readonly registry: Registry;
  /** Rooms, inboxes and prices, as far as somebody here listens. */
  readonly replicas: Replicas;
  readonly prices: Prices;
  close(): Promise<void>;
}

export interface SharedParts {
  readonly options: AppOptions;
  readonly time: Time;
  readonly log: Pick<Logger, "info" | "warn">;
  readonly isDraining: () => boolean;
}

export function joinShared({ options, time, log, isDraining }: SharedParts): Shared {
  const backplane = options.backplane ?? createMemoryBackplane();
  const stopWatching = backplane.onState((state) =>
    log[state === "lost" && !isDraining() ? "warn" : "info"](`the backplane (${backplane.kind}) is ${state}`),
  );
  const registry = createRegistry({ ...options.registry, id: randomUUID(), backplane, time });
  const limitPublications = createRateLimit(options.publications, time.now);
  const prices = createPrices({
    ...options.prices,
    id: registry.id,
    server: options.serverName,
    time,
    follow: backplane.subscribe,
    publish: (channel, payload) => replicas.say(channel, { type: "price", payload }, randomUUID()),
    announce: backplane.announce,
    onAnnouncement: backplane.onAnnouncement,
  });
  const replicas = createReplicas({
    time,
    limits: options.log,
    ...options.replicas,
    rulesOf: ({ family, key }) => {
      if (family === "room") return ROOM;
      if (family === "price") return priceOf(key);
      return family === "inbox" ? inboxOf(key, registry.knows) : undefined;
    },
    newId: randomUUID,
    follow: prices.follow,
    publish: backplane.publish,
    confirm: backplane.confirm,
    whisper: (channel, said) => backplane.announce(JSON.stringify({ whisper: channel, said })),
    limit: ({ session, user }) => limitPublications(user?.id ?? session),
  });
  const stopWhispers = backplane.onAnnouncement((text) => {
    const heard = readWhisper(text);
    if (heard) replicas.whispered(heard.whisper, heard.said);
  });

  return {
    backplane,
    registry,
    replicas,
    prices,
    async close() {
      replicas.close();
      prices.close();
      registry.close();
      stopWhispers();
      stopWatching();
      await backplane.close();
    },
  };
}
