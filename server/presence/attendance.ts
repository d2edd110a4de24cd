import { z } from "zod";
import { readAnnouncement } from "#protocol/announcement.ts";
import type { Member, MemberPayload } from "#protocol/member.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { Author } from "../channels/channel.ts";
import type { Time } from "../channels/counter.ts";
import { userOf } from "../channels/room.ts";
import type { Said } from "../channels/rules.ts";

/** Who is there: told from who listens, with some grace, so that a reload or a move to another server is no leaving. */
export interface Attendance {
  /** A request of somebody has begun to listen; the returned function says that it has ended. */
  arrive(channel: string, author: Author, transport: TransportName): () => void;
  /** They say goodbye, and are not waited for. Throws a `Refusal` for who has no token: nobody says it for another. */
  leave(channel: string, author: Author): void;
  close(): void;
}

export interface AttendanceParts {
  readonly registry: {
    readonly id: string;
    put(member: Member): void;
    remove(one: Member): void;
    find(one: Pick<Member, "channel" | "session" | "user">): Member | undefined;
    onLost(listener: (members: readonly Member[]) => void): () => void;
  };
  readonly time: Time;
  readonly serverName: string;
  /** How long a session may be without a request before it has left, ms. */
  readonly graceMs: Readonly<Record<TransportName, number>>;
  /** Channels that one session may listen to at a time. */
  readonly perSession: number;
  readonly newStay: () => string;
  /** Says something on a channel: the same id, the same message, whichever server says it. */
  readonly say: (channel: string, said: Said, id: string) => Promise<unknown>;
  /** To all servers that are there now, this one too. */
  readonly announce: (text: string) => void;
  readonly onAnnouncement: (listener: (text: string) => void) => () => void;
  /** What could not be said, because the backplane is away. */
  readonly failed: (error: unknown) => void;
}

/** Places in channels, of all sessions here: each is told to all servers, again and again. */
const MOST = 20_000;
/** Comings and goings that wait for the backplane; and for how long until they are tried again, ms. */
const [UNTOLD, RETRY_MS] = [10_000, 1000];

/** Who says it to one server may listen by another: all are told which stay has ended. */
const goodbye = z.object({ goodbye: z.string() });

interface Here {
  member: Member;
  requests: number;
  stopWaiting: () => void;
}

export function createAttendance(parts: AttendanceParts): Attendance {
  const { registry, time, serverName, graceMs, perSession, newStay, say, announce, failed } = parts;
  const here = new Map<string, Here>();
  const channelsOf = new Map<string, number>();
  const untold: (() => Promise<unknown>)[] = [];
  let stopRetrying = () => {};
  let isClosed = false;
  // Each server that notices says so, with one id: it is said once.
  const stopHearing = registry.onLost((members) => {
    for (const member of members) tell("left", member);
  });

  const stopGoodbyes = parts.onAnnouncement((text) => {
    const said = readAnnouncement(goodbye, text);
    if (said) for (const [key, entry] of here) if (entry.member.stay === said.goodbye) depart(key, entry);
  });

  function tell(type: "joined" | "left", { channel, session, user, stay }: Member): void {
    if (!channel.startsWith("room:")) return; // an inbox has one reader, who knows
    const payload: MemberPayload = { session, user };
    const told = () => say(channel, { type, payload }, `${type} ${stay}`);
    if (untold.length > 0) keep(told);
    else told().catch((error) => keepIfLost(told, error));
  }

  /** While the backplane is away they wait, in their order: who left meanwhile must not stay in the room's log for good. */
  function keepIfLost(told: () => Promise<unknown>, error: unknown): void {
    failed(error);
    if (error instanceof Refusal && error.code === "backplane-lost") keep(told);
  }

  function keep(told: () => Promise<unknown>): void {
    if (isClosed || untold.length >= UNTOLD) return;
    if (untold.push(told) === 1) stopRetrying = time.after(RETRY_MS, retry);
  }

  async function retry(): Promise<void> {
    while (untold[0] && !isClosed) {
      const isLost = await untold[0]().then(
        () => false,
        (error) => error instanceof Refusal && error.code === "backplane-lost",
      );
      if (isClosed) return;
      if (isLost) {
        stopRetrying = time.after(RETRY_MS, retry);
        return;
      }
      untold.shift();
    }
  }

  function depart(key: string, { member, stopWaiting }: Here): void {
    const { session, stay } = member;
    stopWaiting();
    here.delete(key);
    const others = (channelsOf.get(session) ?? 1) - 1;
    if (others === 0) channelsOf.delete(session);
    else channelsOf.set(session, others);
    registry.remove(member);
    if (registry.find(member)?.stay !== stay) tell("left", member);
  }

  function enter(key: string, channel: string, author: Author, transport: TransportName): Here | undefined {
    const { session, user } = author;
    if (!user) return undefined;
    const known = here.get(key);
    if (known) {
      if (known.member.transport !== transport) {
        known.member = { ...known.member, transport };
        registry.put(known.member);
      }
      return known;
    }
    if (here.size >= MOST)
      throw new Refusal("too-many-sessions", `presence: expected at most ${MOST} at a time, got one more`, {
        "Retry-After": "15",
      });
    const channels = (channelsOf.get(session) ?? 0) + 1;
    if (channels > perSession)
      throw new Refusal(
        "too-many-channels",
        `channel: expected at most ${perSession} of one session, got one more`,
      );
    channelsOf.set(session, channels);
    const elsewhere = registry.find({ channel, session, user });
    const stay = elsewhere?.stay ?? newStay();
    const member: Member = { channel, session, user, server: serverName || registry.id, transport, stay };
    const entry: Here = { member, requests: 0, stopWaiting: () => {} };
    here.set(key, entry);
    registry.put(member);
    if (!elsewhere) tell("joined", member);
    return entry;
  }

  return {
    arrive(channel, author, transport) {
      const key = keyOf(channel, author);
      const entry = enter(key, channel, author, transport);
      if (!entry) return () => {};
      entry.requests += 1;
      entry.stopWaiting();
      return () => {
        entry.requests -= 1;
        if (isClosed || entry.requests > 0 || here.get(key) !== entry) return;
        entry.stopWaiting = time.after(graceMs[transport], () => depart(key, entry));
      };
    },
    leave(channel, author) {
      const stay = registry.find({ channel, session: author.session, user: userOf(author) })?.stay;
      const entry = here.get(keyOf(channel, author));
      if (entry) depart(keyOf(channel, author), entry);
      if (stay !== undefined) announce(JSON.stringify({ goodbye: stay }));
    },
    close() {
      isClosed = true;
      stopRetrying();
      stopHearing();
      stopGoodbyes();
      for (const { stopWaiting } of here.values()) stopWaiting();
    },
  };
}

/** A session's id is its client's own choice, and may be another user's, too. */
function keyOf(channel: string, { session, user }: Author): string {
  return `${user?.id} ${session} ${channel}`;
}
