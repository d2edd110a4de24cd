import type { ClusterState } from "#protocol/cluster.ts";
import type { Envelope } from "#protocol/envelope.ts";
import type { Presence } from "#protocol/member.ts";
import type { SessionMeter } from "#protocol/meter.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { User } from "#protocol/token.ts";
import { SERVER_HEADER } from "#protocol/transports.ts";
import type { LaneState } from "../measuring/snapshot.ts";
import { createBackoff } from "../transports/backoff.ts";
import { ask } from "./ask.ts";
import type { Chat, ChatParts, ChatState } from "./chat-state.ts";
import { createClusterWatch } from "./cluster-watch.ts";
import { createConversation } from "./conversation.ts";
import { createEar, type Ear } from "./ear.ts";
import { createHeldConnections } from "./held-connections.ts";
import { createLedger } from "./ledger.ts";
import { createOutbox } from "./outbox.ts";
import { createPass } from "./pass.ts";
import { createRoster } from "./roster.ts";
import { createTypists } from "./typists.ts";

/** A sign of typing goes up at most so often, ms; it fades after 4 s. */
const TYPING_MS = 3000;

export function createChat(parts: ChatParts): Chat {
  const { origin, session, name, room, lifeS, kept, time, random, newId, connect } = parts;
  const subscribers = new Set<() => void>();
  const backoff = createBackoff({ time, random });
  const talk = createConversation();
  const post = createConversation();
  for (const { position, at, from, to, text } of kept?.letters ?? [])
    post.own(position, { at, from, to, text });
  const roomChannel = `room:${room}`;
  let transport = parts.transport;
  let me: User | undefined;
  let server: string | undefined;
  let trouble: string | undefined;
  let typedAt = Number.NEGATIVE_INFINITY;
  let roomEar: Ear | undefined;
  let inboxEar: Ear | undefined;
  let state: ChatState | undefined;
  let isClosed = false;
  let stopTelling: (() => void) | undefined;
  let stopRetrying = () => {};

  /** Once for all that happens at a time. */
  function changed(): void {
    state = undefined;
    stopTelling ??= time.after(0, () => {
      stopTelling = undefined;
      for (const tell of subscribers) tell();
    });
  }

  const token = () => pass.issued?.token ?? "";
  const urlOf = (channel: string) => `${origin}/channels/${encodeURIComponent(channel)}`;

  const held = createHeldConnections({ locks: parts.locks, time, newId, changed });
  held.hold(transport);
  const typists = createTypists(time, changed);
  const cluster = createClusterWatch({
    time,
    changed,
    ask: async (path, body) => (await ask<ClusterState>(`${origin}${path}`, body)).body,
    backplaneUp: () => outbox.hurry(),
  });
  const ledger = createLedger({
    time,
    changed,
    ask: () => ask<SessionMeter>(`${origin}/api/sessions/${session}/meter`).catch(nothingCounted),
    servers: () =>
      (cluster.state?.servers ?? []).flatMap(({ name, state }) => (state === "up" ? [name] : [])),
  });
  const roster = createRoster({
    time,
    changed,
    ask: async () => {
      const query = new URLSearchParams({ session, token: token() });
      return (await ask<Presence>(`${urlOf(roomChannel)}/presence?${query}`)).body;
    },
  });
  const outbox = createOutbox({
    time,
    random,
    newId,
    changed,
    left: kept?.drafts ?? [],
    send(message, channel) {
      const ear = roomEar;
      if (!ear) throw new Error("not sent: nobody knows yet who says it");
      const elsewhere = channel === roomChannel ? undefined : channel;
      return ledger.measure(transport, "said", bytesOf(message.payload), () => ear.send(message, elsewhere));
    },
    sent({ to, channel, text }, position) {
      const said = to ? post : channel === roomChannel ? talk : undefined;
      if (me) said?.own(position, { at: time.now(), from: me, to, text });
    },
    unknown: () => pass.renew(),
  });
  const pass = createPass({
    origin,
    name,
    lifeS,
    time,
    random,
    refresh: kept?.refresh,
    changed({ user }) {
      trouble = undefined;
      if (user.id === me?.id) for (const ear of [roomEar, inboxEar]) ear?.renew();
      else become(user);
      outbox.hurry();
      changed();
    },
    failed(reason) {
      trouble = reason;
      changed();
    },
  });

  /** The token is the first, or one of somebody new: a server that was started anew has forgotten who one was. */
  function become(user: User): void {
    roomEar?.close();
    inboxEar?.close();
    me = user;
    roomEar = createEar({
      ...lane(roomChannel),
      position: () => talk.position,
      heard: hearRoom,
      became,
      server(next) {
        cluster.begin();
        if (next !== server) roster.refresh();
        server = next;
        changed();
      },
    });
    inboxEar = createEar({
      ...lane(`inbox:${user.id}`),
      position: () => post.position,
      heard: hearInbox,
      became() {},
      server() {},
    });
    roster.refresh();
    roomEar.listen(transport);
    inboxEar.listen(transport);
  }

  const lane = (channel: string) => ({
    channelUrl: urlOf(channel),
    session,
    token,
    time,
    random,
    connect,
    expiring: () => pass.renew(),
    passed: ledger.passed,
  });

  function became({ kind, ...next }: LaneState): void {
    if (kind === "open" || kind === "parked" || kind === "resting") {
      backoff.succeeded();
      outbox.hurry();
      if (kind === "open") roster.refresh();
    }
    if (kind === "reconnecting") pass.renewIfOld();
    // A server that was started anew may not know the token of the one before.
    if (kind === "refused" && "code" in next && /token/.test(next.code ?? "")) {
      stopRetrying();
      stopRetrying = time.after(backoff.next(), () => pass.renew());
    }
    changed();
  }

  function hearRoom(envelope: Envelope): void {
    const { type, payload } = envelope;
    if (type === "typing") {
      const { user } = payload as { user: User };
      if (user.id !== me?.id) typists.typed(user);
      return;
    }
    if (type === "reset") {
      talk.reset(envelope.epoch);
      roomEar?.listenAnew();
    } else if (talk.take(envelope)) {
      // Where a message comes through, one's own may, too.
      outbox.hurry();
      if (type === "said") heardFrom(payload as { from: User; text: string });
      else roster.refresh();
    }
    changed();
  }

  function heardFrom({ from, text }: { readonly from: User; readonly text: string }): void {
    typists.said(from.id);
    if (from.id === me?.id) outbox.heard(text, roomChannel);
  }

  function hearInbox(envelope: Envelope): void {
    if (envelope.type === "reset") {
      post.reset(envelope.epoch);
      inboxEar?.listenAnew();
    } else if (envelope.type !== "typing") post.take(envelope);
    changed();
  }

  return {
    session,
    name,
    room,
    get state() {
      state ??= {
        me,
        transport,
        lane: roomEar?.state ?? { kind: "off" },
        server,
        items: talk.items,
        letters: post.items,
        // What was written in another room waits for that one, and is none of this one's.
        drafts: outbox.drafts.filter(({ to, channel }) => to || channel === roomChannel),
        members: roster.members,
        typing: typists.names,
        totals: ledger.totals,
        last: ledger.last,
        cluster: cluster.state,
        clusterRefusal: cluster.refusal,
        held: held.count,
        trouble,
      };
      return state;
    },
    subscribe(tell) {
      subscribers.add(tell);
      return () => subscribers.delete(tell);
    },
    say(text, to) {
      typedAt = Number.NEGATIVE_INFINITY;
      outbox.write({ to, text, channel: to ? `inbox:${to.id}` : roomChannel });
    },
    type() {
      const ear = roomEar;
      if (!ear || time.now() - typedAt < TYPING_MS) return;
      typedAt = time.now();
      // Nobody misses a sign of typing that was not heard.
      ledger
        .measure(transport, "typing", 0, () => ear.send({ type: "typing", payload: null }))
        .catch(() => {});
    },
    drop: outbox.drop,
    setTransport(next) {
      if (next === transport) return;
      transport = next;
      held.hold(next);
      roomEar?.listen(next);
      inboxEar?.listen(next);
      roster.refresh();
      changed();
    },
    actOnCluster: cluster.act,
    keep: () => ({
      session,
      name,
      refresh: pass.issued?.refresh ?? kept?.refresh,
      drafts: outbox.drafts,
      letters: post.items.flatMap((item) =>
        item.kind === "said" && item.to
          ? [{ position: positionIn(item.key), at: item.at, from: item.from, to: item.to, text: item.text }]
          : [],
      ),
    }),
    leave() {
      const query = new URLSearchParams({ session, token: token() });
      // The page may be gone before the answer is here.
      fetch(`${urlOf(roomChannel)}/leave?${query}`, { method: "POST", keepalive: true }).catch(() => {});
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      stopTelling?.();
      stopRetrying();
      for (const part of [roomEar, inboxEar, pass, outbox, roster, ledger, cluster, typists, held])
        part?.close();
    },
  };
}

/** A server on which the session has never been does not know it. */
function nothingCounted(error: unknown): { server: string; body: SessionMeter } {
  if (!(error instanceof Refusal) || error.code !== "unknown-session") throw error;
  return { server: error.headers[SERVER_HEADER] ?? "", body: { session: "", transports: {} } };
}

function bytesOf(payload: unknown): number {
  return new TextEncoder().encode((payload as { text: string }).text).length;
}

/** A private message's key names its reader, too. */
function positionIn(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}
