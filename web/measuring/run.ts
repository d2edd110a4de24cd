import type { ControlEvent } from "#protocol/control.ts";
import type { Scenario } from "#protocol/scenario.ts";
import type { Schedule } from "#protocol/schedule.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Connect, Time } from "../transports/transport.ts";
import { createClockOffset } from "./clock-offset.ts";
import { connectControl } from "./control-socket.ts";
import { createDisagreements } from "./disagreements.ts";
import { createEventList } from "./event-list.ts";
import { createLane, type Lane } from "./lane.ts";
import { createMeters } from "./meters.ts";
import type { Command, LaneView, Snapshot } from "./snapshot.ts";
import { createUpdates } from "./updates.ts";

export interface RunParts {
  readonly connect: Readonly<Record<TransportName, Connect>>;
  readonly time: Time;
  readonly random: () => number;
  /** The step of the page's clock, ms. */
  readonly resolutionMs: number;
  /**
   * So long the lanes wait for the server's clock and its zero, ms, and no longer: a sample without the one is in no figure
   * of time, and a count without the other differs from the server's.
   */
  readonly patienceMs: number;
  readonly watchQueueing: (report: (transport: TransportName, waitMs: number) => void) => () => void;
  readonly post: (snapshot: Snapshot) => void;
}

export type Start = Extract<Command, { type: "start" }>;

/** One session at work: its lanes, its control socket, and all that is made of what they hear. */
export interface Run {
  command(command: Exclude<Command, Start>): void;
  close(): void;
}

const SNAPSHOT_MS = 200;
/** In one snapshot at most: what four lanes at 200 updates a second bring about in five seconds. */
const EVENTS = 4096;
const DRIFT_PPM = 100;

type Heard = Exclude<ControlEvent, { type: "clock" | "error" }>;

/** The schedule that a scenario sets: nobody's, where the counter is everybody's. */
const scheduleOf = ({ counter, schedule }: Scenario) => (counter === "private" ? schedule : undefined);

/** Begins to measure, and says five times a second how things stand. */
export function createRun(parts: RunParts, { run, origins, session, scenario: first }: Start): Run {
  const { connect, time, random, resolutionMs, patienceMs, watchQueueing, post } = parts;
  const channelOf = ({ counter }: Scenario) => (counter === "private" ? `counter:${session}` : "counter");
  const clock = createClockOffset({ driftPpm: DRIFT_PPM, resolutionMs });
  const meters = createMeters();
  const updates = createUpdates();
  const disagreements = createDisagreements();
  const events = createEventList(EVENTS);
  let scenario = first;
  let schedule: Schedule | undefined;
  let ids = 0;
  let resetAsked = 0;
  let resetDone = 0;
  let isReady = false; // the lanes are open, or would be
  let startedAt: number | undefined;
  let waitingSince = time.now();
  let isStopped = false;

  const lanes = TRANSPORTS.map((transport) =>
    createLane({
      transport,
      connect: connect[transport],
      time,
      random,
      toPageTime: (serverMs) => toPageTime(serverMs),
      newId: () => ++ids,
      lost: () => disagreements.rebase(time.now(), transport),
      heard: updates.see,
      tell(event) {
        events.add(event);
        if (event.kind === "health" && event.isWell) control.hurry();
      },
    }),
  );
  const control = connectControl({
    url: `${origins.control.replace(/^http/, "ws")}/api/sessions/${session}/control`,
    time,
    random,
    clock,
    listener: { synchronised: openLanes, event: hear },
  });
  const laneOf = (transport: TransportName) => lanes.find((lane) => lane.transport === transport);
  const stopQueueing = watchQueueing((transport, waitMs) => laneOf(transport)?.recorder.queued(waitMs));
  let stopWaiting = time.after(patienceMs, openLanes);
  control.reset();
  control.setSchedule(scheduleOf(scenario));
  let stopTicking = time.after(0, tick);

  function tick(): void {
    tellAll();
    stopTicking = time.after(SNAPSHOT_MS, tick);
  }

  function toPageTime(serverMs: number): number | undefined {
    const offset = clock.at(time.now());
    return offset && serverMs - offset.offsetMs;
  }

  function hear(event: Heard): void {
    if (event.type === "schedule") {
      setSchedule(event.channel === channelOf(scenario) ? event.schedule : undefined);
    } else if (event.type === "reset") {
      clear(); // the server did so a moment later than the page: what arrived in between is from before
      if (!isReady && clock.at(time.now())) openLanes();
      if (!control.isResetDue && resetDone !== resetAsked) {
        resetDone = resetAsked;
        tellAll();
      }
    } else {
      if (meters.read(event)) rebase();
      disagreements.reading(toPageTime(event.at) ?? time.now(), event.transports);
    }
  }

  function setSchedule(next: Schedule | undefined): void {
    schedule = next;
    for (const { recorder } of lanes) recorder.rest(time.now(), next?.paused ?? false);
  }

  function openLanes(): void {
    stopWaiting();
    isReady = true;
    startedAt ??= time.now();
    settleLanes();
  }

  /** Opens and closes what the scenario wants open and closed, and touches nothing else. */
  function settleLanes(): void {
    if (!isReady && !isStopped) return;
    for (const lane of lanes) {
      const channelUrl = `${origins[lane.transport]}/channels/${encodeURIComponent(channelOf(scenario))}`;
      const isWanted = scenario.lanes.includes(lane.transport) && !isStopped;
      if (isWanted && !lane.isOpen) lane.open({ channelUrl, session, settings: () => scenario });
      else if (!isWanted && lane.isOpen) lane.close();
    }
  }

  function clear(): void {
    for (const { recorder } of lanes) recorder.clear(time.now());
    updates.clear();
    meters.forget();
    if (isReady) rebase();
  }

  function rebase(): void {
    for (const { transport } of lanes) disagreements.rebase(time.now(), transport);
  }

  /** What was under way is counted by the server, and may be lost, or late beyond all patience. */
  function disturb(holdsBack: boolean): void {
    disagreements.holdBack(holdsBack);
    rebase();
  }

  function reset(): void {
    clear();
    control.reset();
  }

  function change(next: Scenario): void {
    const before = scenario;
    scenario = next;
    if (next.counter !== before.counter) {
      // Figures of two channels in one sum would say nothing about either.
      for (const lane of lanes) if (lane.isOpen) lane.close();
      isReady = false;
      waitingSince = time.now();
      stopWaiting();
      stopWaiting = time.after(patienceMs, openLanes);
      reset();
      setSchedule(undefined);
    }
    const isRescheduled = JSON.stringify(next.schedule) !== JSON.stringify(before.schedule);
    if (isRescheduled || next.counter !== before.counter) control.setSchedule(scheduleOf(next));
    settleLanes();
  }

  function setHidden(hidden: boolean): void {
    for (const { recorder } of lanes) {
      if (hidden) recorder.hide(time.now());
      else recorder.show(time.now());
    }
  }

  function close(): void {
    isStopped = true;
    settleLanes();
    stopTicking();
    stopWaiting();
    stopQueueing();
    control.close();
  }

  function viewOf(lane: Lane, now: number): LaneView {
    const { transport, recorder } = lane;
    const isAwaited = !isReady && !isStopped && scenario.lanes.includes(transport);
    return {
      transport,
      value: recorder.value,
      state: isAwaited ? { kind: "connecting", since: waitingSince } : lane.state,
      isWell: lane.isWell,
      figures: recorder.figures(now),
      stalenesses: recorder.takeStalenesses(),
      meter: meters.of(transport),
    };
  }

  function tellAll(): void {
    const at = time.now();
    disagreements.sample(at, lanes);
    post({
      run,
      at,
      startedAt,
      scenario,
      clock: clock.at(at),
      control: control.state,
      channel: channelOf(scenario),
      schedule,
      lanes: Object.fromEntries(lanes.map((lane) => [lane.transport, viewOf(lane, at)])) as Snapshot["lanes"],
      ...events.take(),
      disagreements: disagreements.list(at),
      newestSeq: updates.newest,
      updates: updates.count,
      resetDone,
    });
  }

  return {
    command(command) {
      if (command.type === "change") change(command.scenario);
      else if (command.type === "reset") {
        resetAsked = command.reset;
        reset();
      } else if (command.type === "increment") laneOf(command.transport)?.increment();
      else if (command.type === "visibility") setHidden(command.hidden);
      else if (command.type === "disturbed") disturb(command.holdsBack);
      else close();
      tellAll();
    },
    close,
  };
}
