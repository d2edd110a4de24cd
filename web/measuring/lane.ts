import { type Envelope, isNotice } from "#protocol/envelope.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { Connect, Connection, Link, Listener, Outcome } from "../transports/transport.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import type { LaneEvent, LaneState } from "./snapshot.ts";

/** One transport at work, and the figures of what it does. It may be switched off and on; its figures stay. */
export interface Lane {
  readonly transport: TransportName;
  readonly recorder: Recorder;
  readonly isOpen: boolean;
  readonly state: LaneState;
  /** False from when it notices that something is wrong with its connection until it hears again. */
  readonly isWell: boolean;
  /** Requests that have begun and not ended: the server may or may not have counted them yet. */
  readonly underWay: number;
  open(link: Pick<Link, "channelUrl" | "session" | "settings">): void;
  close(): void;
  /** +1, up the lane's own way. */
  increment(): void;
}

export interface LaneParts extends Pick<Link, "time" | "random"> {
  readonly transport: TransportName;
  readonly connect: Connect;
  /** The page time of a server time; undefined while the server's clock is not known. */
  readonly toPageTime: (serverMs: number) => number | undefined;
  readonly tell: (event: LaneEvent) => void;
  readonly heard: (envelope: Envelope) => void;
  /** Something that was under way has come to nothing: only the server knows how far it got. */
  readonly lost: () => void;
  readonly newId: () => number;
}

export function createLane(parts: LaneParts): Lane {
  const { transport, time, random, toPageTime, tell } = parts;
  const recorder = createRecorder();
  let connection: Connection | undefined;
  let state: LaneState = { kind: "off" };
  let isWell = true;
  let heardAt = 0;
  let underWay = 0;

  function become(next: LaneState): void {
    state = next;
    feel(wellnessOf(next) ?? isWell);
  }

  function feel(isNowWell: boolean): void {
    if (isNowWell !== isWell) tell({ kind: "health", transport, at: time.now(), isWell: isNowWell });
    isWell = isNowWell;
  }

  const createListener = (isCurrent: () => boolean): Listener => ({
    message(envelope, arrivedAt) {
      const publishedAt = toPageTime(envelope.at);
      recorder.message(envelope, arrivedAt, publishedAt);
      if (isCurrent()) feel(true);
      heardAt = arrivedAt;
      parts.heard(envelope);
      if (publishedAt === undefined || isNotice(envelope)) return;
      const { seq } = envelope;
      const hidden = recorder.isHidden(publishedAt);
      const stalenessMs = arrivedAt - publishedAt;
      tell({ kind: "message", transport, seq, publishedAt, arrivedAt, stalenessMs, hidden });
    },
    duplicate: recorder.late,
    state(next) {
      if (isCurrent()) become(next);
    },
    request(kind) {
      const id = parts.newId();
      const startedAt = time.now();
      recorder.request(kind);
      underWay += 1;
      const say = (endedAt: number | undefined, outcome: Outcome | undefined) => {
        if (kind === "poll" || kind === "connection")
          tell({ kind, transport, id, startedAt, endedAt, outcome });
      };
      say(undefined, undefined);
      return (outcome) => {
        underWay -= 1;
        say(time.now(), outcome);
        if (outcome === "failed" || outcome === "cancelled") parts.lost();
        if (isCurrent()) recorder.ended(kind, outcome);
      };
    },
    probe: () => tell({ kind: "sent", transport, at: time.now(), what: "probe" }),
  });

  return {
    transport,
    recorder,
    get isOpen() {
      return connection !== undefined;
    },
    get state() {
      return state.kind === "open" ? { ...state, heardAt: Math.max(state.heardAt, heardAt) } : state;
    },
    get isWell() {
      return isWell;
    },
    get underWay() {
      return underWay;
    },
    open(link) {
      const now = time.now();
      let mine: Connection | undefined;
      isWell = true;
      become({ kind: "connecting", since: now });
      recorder.open(now);
      // The first calls come from within `connect`, before there is a connection to compare with.
      const listener = createListener(() => mine === undefined || connection === mine);
      mine = parts.connect({ ...link, time, random, listener });
      connection = mine;
    },
    close() {
      const closing = connection;
      connection = undefined;
      become({ kind: "off" });
      recorder.close(time.now());
      closing?.close();
    },
    increment() {
      if (!connection) return;
      tell({ kind: "sent", transport, at: time.now(), what: "increment" });
      // A refusal needs no handling of its own: what hinders the sending shows in the lane's state.
      connection.send({ type: "increment", payload: { by: 1 } }).catch(() => {});
    },
  };
}

/** What a state says of the connection; nothing where a question has been put and not been answered yet. */
function wellnessOf({ kind }: LaneState): boolean | undefined {
  if (kind === "open" || kind === "resting") return true;
  if (kind === "reconnecting" || kind === "unanswered" || kind === "refused") return false;
  return undefined;
}
