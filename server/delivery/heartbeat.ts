import type { Socket } from "node:net";
import type { Time } from "../channels/counter.ts";

export interface HeartbeatRule {
  /** From one beat to the next. */
  readonly everyMs: number;
  /** How long a beat may stay unanswered; left out where the transport has no answer to it. */
  readonly answerMs?: number;
}

export interface Heartbeat {
  /** Beats for a connection until the returned function is called. */
  watch(socket: Socket, beat: () => void, dead: () => void): () => void;
  close(): void;
}

interface Patient {
  readonly socket: Socket;
  readonly beat: () => void;
  readonly dead: () => void;
  beatAt: number;
  /** Of what waits to go out: how much, behind how much, and since when it has stood still. */
  waiting: { readonly behind: number; readonly length: number; readonly since: number };
  /** When the answer began to be awaited; 0 while none is. */
  askedAt: number;
  heardBytes: number;
}

/** Bytes that wait so long, and none of them leaves, wait for a reader who has stopped reading for good, ms. */
const STUCK_MS = 120_000;

/**
 * TCP can die in silence: a peer that is gone without a FIN looks like one with nothing to say. So the server beats. Any
 * byte that comes in is a sign of life, and nobody is judged by a question while bytes wait to go out: it may be among them.
 * One timer serves all connections of a transport.
 */
export function createHeartbeat({ everyMs, answerMs = Infinity }: HeartbeatRule, time: Time): Heartbeat {
  const patients = new Set<Patient>();
  const roundMs = Math.min(1000, everyMs / 5, answerMs / 4);
  let stop = time.after(roundMs, round);

  function round(): void {
    const now = time.now();
    for (const patient of patients) examine(patient, now);
    stop = time.after(roundMs, round);
  }

  function examine(patient: Patient, now: number): void {
    const { bytesRead, writableLength } = patient.socket;
    if (bytesRead !== patient.heardBytes) {
      patient.heardBytes = bytesRead;
      patient.askedAt = 0;
    }
    if (writableLength > 0) {
      if (patient.askedAt > 0) patient.askedAt = now;
      const { behind, length, since } = patient.waiting;
      const { bytesWritten } = patient.socket;
      if (bytesWritten !== behind || writableLength !== length)
        patient.waiting = { behind: bytesWritten, length: writableLength, since: now };
      else if (now - since >= STUCK_MS) patient.dead();
      return;
    }
    if (patient.askedAt > 0 && now - patient.askedAt >= answerMs) {
      patient.dead();
    } else if (now - patient.beatAt >= everyMs) {
      patient.beatAt = now;
      if (patient.askedAt === 0) patient.askedAt = now;
      patient.beat();
    }
  }

  return {
    watch(socket, beat, dead) {
      const patient: Patient = {
        socket,
        beat,
        dead,
        beatAt: time.now(),
        waiting: { behind: 0, length: 0, since: 0 },
        askedAt: 0,
        heardBytes: socket.bytesRead,
      };
      patients.add(patient);
      return () => void patients.delete(patient);
    },
    close() {
      stop();
      patients.clear();
    },
  };
}
