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
  watch(socket: Socket, beat: () => void, dead?: () => void): () => void;
  close(): void;
}

interface Patient {
  readonly socket: Socket;
  readonly beat: () => void;
  readonly dead: (() => void) | undefined;
  beatAt: number;
  /** When the answer began to be awaited; 0 while none is. */
  askedAt: number;
  heardBytes: number;
}

/**
 * TCP can die in silence: a peer that is gone without a FIN looks like one with nothing to say. So the server beats. Any
 * byte that comes in is a sign of life, and nobody is judged while bytes wait to go out: the question may be among them.
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
      return;
    }
    if (patient.askedAt > 0 && now - patient.askedAt >= answerMs) {
      patient.dead?.();
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
