import { z } from "zod";
import { readAnnouncement } from "#protocol/announcement.ts";
import type { Member, MemberPayload } from "#protocol/member.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { Author } from "../channels/channel.ts";
import type { Time } from "../channels/counter.ts";
import { userOf } from "../channels/room.ts";
import type { Said } from "../channels/rules.ts";
import { createTellings } from "./tellings.ts";

/** Who is there: told from who listens, with some grace, so that a reload or a move to another server is no leaving. */
export interface Attendance {
  /**
   * A request of somebody has begun to listen; the returned function says that it has ended. `end` is to end it, when they
   * say goodbye: nobody listens unseen.
   */
  arrive(channel: string, author: Author, transport: TransportName, end: () => void): () => void;
  /** They say goodbye, and are not waited for; what they still listen by ends. Throws a `Refusal` for who has no token: nobody says it for another. */
  leave(channel: string, author: Author): void;
  close(): void;
}

export interface AttendanceParts {
  readonly registry: {
    readonly id: string;
    put(member: Member): void;
    remove(one: Member): void;
    find(one: Pick<Member, "channel" | "session" | "user">): Member | undefined;
    readonly hearsAll: boolean;
    onLost(listener: (members: readonly Member[]) => void): () => void;
  };
  readonly time: Time;
  readonly serverName: string;
  /** How long a session may be without a request before it has left, ms. */
  readonly graceMs: Readonly<Record<TransportName, number>>;
  /** Places that one user may have at a time: channels, by however many sessions. */
  readonly perUser: number;
  /** Throws a `Refusal` where a user begins too many stays: each is a line, and later another, in a room's log. */
  readonly limit: (user: string) => void;
  readonly newStay: () => string;
  /** Says something on a channel: the same id, the same message, whichever server says it. */
  readonly say: (channel: string, said: Said, id: string) => Promise<unknown>;
  /** To all servers that are there now, this one too. */
  readonly announce: (text: string) => void;
  readonly onAnnouncement: (listener: (text: string) => void) => () => void;
  /** What could not be said, because the backplane is away. */
  readonly failed: (error: unknown) => void;
}

/** Places in channels, of all users here: each is told to all servers, again and again. */
const MOST = 20_000;

/** Who says it to one server may listen by another: all are told which stay has ended. */
const goodbye = z.object({ goodbye: z.string() });

interface Here {
  member: Member;
  /** Each by what ends it. */
  readonly requests: Set<() => void>;
  stopWaiting: () => void;
}

export function createAttendance(parts: AttendanceParts): Attendance {
  const { registry, time, serverName, graceMs, perUser, limit, newStay, say, announce } = parts;
  const here = new Map<string, Here>();
  const placesOf = new Map<string, number>(); // by user: a session's id is anybody's to choose
  const tellings = createTellings({ time, hearsAll: () => registry.hearsAll, failed: parts.failed });
  let isClosed = false;
  // Each server that notices says so, with one id: it is said once.
  const stopHearing = registry.onLost((members) => {
    for (const member of members) tell("left", member);
  });

  const stopGoodbyes = parts.onAnnouncement((text) => {
    const said = readAnnouncement(goodbye, text);
    if (said) for (const [key, entry] of here) if (entry.member.stay === said.goodbye) depart(key, entry);
  });

  function tell(type: "joined" | "left", member: Member): void {
    const { channel, session, user, stay } = member;
    if (!channel.startsWith("room:")) return; // an inbox has one reader, who knows
    const payload: MemberPayload = { session, user };
    // Who left here may have gone on elsewhere; while the backplane is away, that is heard of only afterwards.
    const hasGoneOn = () => type === "left" && registry.find(member)?.stay === stay;
    const told = async () => hasGoneOn() || say(channel, { type, payload }, `${type} ${stay}`);
    tellings.tell(told, type === "left");
  }

  function depart(key: string, { member, requests, stopWaiting }: Here): void {
    const { id } = member.user;
    stopWaiting();
    here.delete(key);
    for (const end of [...requests]) end();
    const others = (placesOf.get(id) ?? 1) - 1;
    if (others === 0) placesOf.delete(id);
    else placesOf.set(id, others);
    registry.remove(member);
    tell("left", member);
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
    const places = (placesOf.get(user.id) ?? 0) + 1;
    if (places > perUser)
      throw new Refusal(
        "too-many-channels",
        `channel: expected at most ${perUser} places of one user, got one more`,
        { "Retry-After": "15" },
      );
    const elsewhere = registry.find({ channel, session, user });
    if (!elsewhere) limit(user.id);
    placesOf.set(user.id, places);
    const stay = elsewhere?.stay ?? newStay();
    const member: Member = { channel, session, user, server: serverName || registry.id, transport, stay };
    const entry: Here = { member, requests: new Set(), stopWaiting: () => {} };
    here.set(key, entry);
    registry.put(member);
    if (!elsewhere) tell("joined", member);
    return entry;
  }

  return {
    arrive(channel, author, transport, end) {
      const key = keyOf(channel, author);
      const entry = enter(key, channel, author, transport);
      if (!entry) return () => {};
      entry.requests.add(end);
      entry.stopWaiting();
      return () => {
        entry.requests.delete(end);
        if (isClosed || entry.requests.size > 0 || here.get(key) !== entry) return;
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
      tellings.close();
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
