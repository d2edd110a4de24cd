import { z } from "zod";
import { readAnnouncement } from "#protocol/announcement.ts";
import type { Member } from "#protocol/member.ts";
import type { Backplane } from "./backplane.ts";

/** Who listens where, on all servers: each tells the others of its own, and is forgotten when it falls silent. */
export interface Registry {
  /** This server, in this life of its process. */
  readonly id: string;
  /** Tells of somebody who listens here. */
  put(member: Member): void;
  /** Tells that they have left this server. */
  remove(one: Whereabouts): void;
  /** Where a user's session listens to a channel, whichever server that is on. */
  find(one: Whereabouts): Member | undefined;
  membersOf(channel: string): Member[];
  /** False while the backplane is away, and until all others have had the time, after that, to say who is there. */
  readonly hearsAll: boolean;
  /** Somebody by that id listens to something, or did so lately. */
  knows(user: string): boolean;
  /** A server has fallen silent: these were its members, and nobody else's now. */
  onLost(listener: (members: readonly Member[]) => void): () => void;
  close(): void;
}

/** A session's id is its client's own choice: only with the user's is it nobody else's. */
export type Whereabouts = Pick<Member, "channel" | "session"> & { readonly user: Pick<Member["user"], "id"> };

export interface RegistryParts {
  readonly id: string;
  readonly backplane: Pick<Backplane, "state" | "onState" | "announce" | "onAnnouncement">;
  readonly time: { now(): number; after(ms: number, then: () => void): () => void };
  /** From one full list to the next; who misses three of them is lost. */
  readonly everyMs: number;
  /** So long a user is known after they were last listening, ms. */
  readonly rememberMs: number;
}

/** Users, beside those who are there: tokens are free, and so are their ids. */
const REMEMBERED = 50_000;

const member = z.object({
  channel: z.string(),
  session: z.string(),
  user: z.object({ id: z.string(), name: z.string() }),
  server: z.string(),
  transport: z.string(),
  stay: z.string(),
}) as unknown as z.ZodType<Member>;

/** What servers tell each other. `all` is everybody on a server, `ask` wants to be told that; the others are changes. */
const tidings = z.discriminatedUnion("registry", [
  z.object({ registry: z.literal("all"), from: z.string(), members: z.array(member) }),
  z.object({ registry: z.literal("ask"), from: z.string() }),
  z.object({ registry: z.literal("put"), from: z.string(), member }),
  z.object({ registry: z.literal("remove"), from: z.string(), member }),
]);
type Tidings = z.infer<typeof tidings>;

interface Peer {
  readonly members: Map<string, Member>;
  heardAt: number;
}

export function createRegistry({ id, backplane, time, everyMs, rememberMs }: RegistryParts): Registry {
  const own: Peer = { members: new Map(), heardAt: Infinity };
  const peers = new Map<string, Peer>([[id, own]]);
  const lostListeners = new Set<(members: readonly Member[]) => void>();
  const seen = new Map<string, number>();
  const keyOf = ({ channel, session, user }: Whereabouts) => `${user.id} ${session} ${channel}`;

  const tell = (said: Tidings) => backplane.announce(JSON.stringify(said));
  const tellAll = () => tell({ registry: "all", from: id, members: [...own.members.values()] });
  const stopListening = backplane.onAnnouncement(hear);
  let stopBeating = time.after(everyMs, beat);
  let cameBackAt = Number.NEGATIVE_INFINITY;
  const stopHearingState = backplane.onState((state) => {
    if (state !== "ready") return;
    cameBackAt = time.now();
    meet();
  });
  if (backplane.state === "ready") meet();

  /** Whoever was not heard while the backplane was away has the time again to say that they are there. */
  function meet(): void {
    for (const peer of peers.values()) peer.heardAt = Math.max(peer.heardAt, time.now());
    tellAll();
    tell({ registry: "ask", from: id });
  }

  function beat(): void {
    tellAll();
    if (backplane.state === "ready")
      for (const [peer, { heardAt }] of peers) if (time.now() - heardAt > 3 * everyMs) lose(peer);
    for (const { user } of own.members.values()) see(user.id);
    for (const [user, at] of seen) if (time.now() - at > rememberMs) seen.delete(user);
    stopBeating = time.after(everyMs, beat);
  }

  function lose(peer: string): void {
    const members = [...(peers.get(peer)?.members.values() ?? [])];
    peers.delete(peer);
    const orphans = members.filter((one) => !registry.find(one));
    for (const listener of lostListeners) listener(orphans);
  }

  function hear(text: string): void {
    const said = readAnnouncement(tidings, text);
    if (!said || said.from === id) return;
    if (said.registry === "ask") {
      tellAll();
      return;
    }
    const peer = peers.get(said.from) ?? { members: new Map(), heardAt: 0 };
    peers.set(said.from, peer);
    peer.heardAt = time.now();
    if (said.registry === "all") {
      peer.members.clear();
      for (const one of said.members) take(peer, one);
    } else if (said.registry === "put") take(peer, said.member);
    else peer.members.delete(keyOf(said.member));
  }

  function take(peer: Peer, one: Member): void {
    peer.members.set(keyOf(one), one);
    see(one.user.id);
  }

  /** In the order of when, so that the first is the one to forget. */
  function see(user: string): void {
    seen.delete(user);
    seen.set(user, time.now());
    const [longestAgo] = seen.size > REMEMBERED ? seen.keys() : [];
    if (longestAgo !== undefined) seen.delete(longestAgo);
  }

  const registry: Registry = {
    id,
    put(one) {
      take(own, one);
      tell({ registry: "put", from: id, member: one });
    },
    remove(who) {
      const one = own.members.get(keyOf(who));
      if (!one) return;
      own.members.delete(keyOf(who));
      see(one.user.id);
      tell({ registry: "remove", from: id, member: one });
    },
    find(who) {
      const key = keyOf(who);
      if (own.members.has(key)) return own.members.get(key);
      for (const { members } of peers.values()) if (members.has(key)) return members.get(key);
      return undefined;
    },
    membersOf(channel) {
      const found = new Map<string, Member>();
      for (const { members } of peers.values())
        for (const [key, one] of members) if (one.channel === channel) found.set(key, one);
      for (const [key, one] of own.members) if (one.channel === channel) found.set(key, one);
      return [...found.values()];
    },
    get hearsAll() {
      return backplane.state === "ready" && time.now() - cameBackAt >= everyMs;
    },
    knows: (user) => seen.has(user),
    onLost(listener) {
      lostListeners.add(listener);
      return () => void lostListeners.delete(listener);
    },
    close() {
      stopBeating();
      stopListening();
      stopHearingState();
    },
  };
  return registry;
}
