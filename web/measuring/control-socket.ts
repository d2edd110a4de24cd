import { mayReturn } from "#protocol/close-codes.ts";
import type { ControlEvent, ControlRequest } from "#protocol/control.ts";
import type { Schedule } from "#protocol/schedule.ts";
import { CONTROL_SUBPROTOCOL } from "#protocol/transports.ts";
import { createBackoff } from "../transports/backoff.ts";
import type { Time } from "../transports/transport.ts";
import type { ClockOffset } from "./clock-offset.ts";

/** The socket that watches and steers a session: clock, meter, schedule, reset. Its bytes are booked apart. */
export interface ControlSocket {
  /** `lost` is tried again, `refused` is not: the server has said so. */
  readonly state: "connecting" | "open" | "lost" | "refused";
  /** Sets the session's counter; said again after each reconnect, since a restarted server forgets. */
  setSchedule(schedule: Schedule | undefined): void;
  /** Has the server count from zero. What it measured before that is heard no more. */
  reset(): void;
  /** The server has yet to say that it has done so. */
  readonly isResetDue: boolean;
  /** The server is known to be there: no reason to wait for the next try. */
  hurry(): void;
  close(): void;
}

export interface ControlParts {
  /** `ws://…/api/sessions/{session}/control` */
  readonly url: string;
  readonly time: Time;
  readonly random: () => number;
  readonly clock: ClockOffset;
  readonly listener: {
    /** The clock is known as well as a burst of exchanges can tell, for the first time on this connection. */
    synchronised(): void;
    event(event: Exclude<ControlEvent, { type: "clock" | "error" }>): void;
  };
}

/** Exchanges in a row, when a connection is made: the quickest of them sets the bound. */
const BURST = 8;
/** From then on one at a time, so that drift widens the bound by a twentieth of a ms at most. */
const EVERY_MS = 500;
/** A handshake or a question that is not answered by then means that the socket is dead, ms. */
const ANSWER_MS = 10_000;

export function connectControl({ url, time, random, clock, listener }: ControlParts): ControlSocket {
  const backoff = createBackoff({ time, random });
  let socket: WebSocket;
  let state: ControlSocket["state"] = "connecting";
  let schedule: Schedule | undefined;
  let resetsDue = 0;
  let exchanges = 0;
  let isBackingOff = false;
  let stopWaiting = () => {};
  open();

  function open(): void {
    isBackingOff = false;
    socket = new WebSocket(url, CONTROL_SUBPROTOCOL);
    socket.onopen = greet;
    socket.onmessage = ({ data }) => hear(JSON.parse(String(data)) as ControlEvent, time.now());
    socket.onclose = ({ code }) => lose(mayReturn(code));
    awaitAnswer();
  }

  function greet(): void {
    state = "open";
    exchanges = 0;
    backoff.opened();
    if (resetsDue > 0) say({ type: "reset" });
    resetsDue = Math.min(resetsDue, 1);
    if (schedule) say({ type: "schedule", schedule });
    askTime();
  }

  function hear(event: ControlEvent, t4: number): void {
    if (event.type === "reset") resetsDue -= 1;
    const isFromBeforeReset = event.type === "meter" && resetsDue > 0;
    if (event.type === "clock") hearTime(event, t4);
    else if (event.type !== "error" && !isFromBeforeReset) listener.event(event);
  }

  function hearTime({ t1, t2, t3 }: Extract<ControlEvent, { type: "clock" }>, t4: number): void {
    // Another server may have come, or this one with another clock.
    if (exchanges === 0) clock.startAnew();
    clock.exchange({ t1, t2, t3, t4 });
    exchanges += 1;
    stopWaiting();
    if (exchanges === BURST) listener.synchronised();
    if (exchanges < BURST) askTime();
    else stopWaiting = time.after(EVERY_MS, askTime);
  }

  function askTime(): void {
    say({ type: "clock", t1: time.now() });
    awaitAnswer();
  }

  function awaitAnswer(): void {
    stopWaiting();
    stopWaiting = time.after(ANSWER_MS, () => lose(true));
  }

  function say(request: ControlRequest): void {
    socket.send(JSON.stringify(request));
  }

  function lose(mayReturn: boolean): void {
    end();
    state = mayReturn ? "lost" : "refused";
    isBackingOff = mayReturn;
    if (mayReturn) stopWaiting = time.after(backoff.next(), open);
  }

  function end(): void {
    stopWaiting();
    isBackingOff = false;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  return {
    get state() {
      return state;
    },
    setSchedule(next) {
      schedule = next;
      if (next && state === "open") say({ type: "schedule", schedule: next });
    },
    reset() {
      resetsDue += 1;
      if (state === "open") say({ type: "reset" });
    },
    get isResetDue() {
      return resetsDue > 0;
    },
    hurry() {
      if (!isBackingOff) return;
      stopWaiting();
      open();
    },
    close: end,
  };
}
