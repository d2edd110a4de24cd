import type { Scenario } from "#protocol/scenario.ts";
import type { Schedule } from "#protocol/schedule.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Connect, Time } from "../transports/transport.ts";
import { createClockOffset } from "./clock-offset.ts";
import { type ControlParts, connectControl } from "./control-socket.ts";
import { createDisagreements } from "./disagreements.ts";
import { createLane } from "./lane.ts";
import { createMeters } from "./meters.ts";
import type { Command, LaneEvent, LaneView, Snapshot } from "./snapshot.ts";
import { createUpdates } from "./updates.ts";

export interface EngineParts {
  readonly connect: Readonly<Record<TransportName, Connect>>;
  readonly time: Time;
  readonly random: () => number;
  /** The step of the page's clock, ms. */
  readonly resolutionMs: number;
  readonly watchQueueing: (report: (transport: TransportName, waitMs: number) => void) => () => void;
  readonly post: (snapshot: Snapshot) => void;
}

/** All that happens in the worker: takes commands, runs the lanes, and says five times a second how things stand. */
export interface Engine {
  command(command: Command): void;
  close(): void;
}

const SNAPSHOT_MS = 200;
/** The lanes wait so long for the server's clock, and no longer: a sample without it is in no figure of time. */
const CLOCK_WAIT_MS = 1000;
/** Events in one snapshot at most: what four lanes at 200 updates a second bring about in five seconds. */
const EVENTS = 4096;
const DRIFT_PPM = 100;

export function createEngine(parts: EngineParts): Engine {
  let run: Engine | undefined;
  return {
    command(command) {
      if (command.type !== "start") return run?.command(command);
      run?.close();
      run = createRun(parts, command);
    },
    close() {
      run?.close();
      run = undefined;
    },
  };
}

/** The schedule that a scenario sets: nobody's, where the counter is everybody's. */
const scheduleOf = ({ counter, schedule }: Scenario) => (counter === "private" ? schedule : undefined);

type Start = Extract<Command, { type: "start" }>;

/** One run: from `start` to `stop`, or to the next `start`. */
function createRun(
  { connect, time, random, resolutionMs, watchQueueing, post }: EngineParts,
  begin: Start,
): Engine {
  const { origin, session } = begin;
  const channelOf = ({ counter }: Scenario) => (counter === "private" ? `counter:${session}` : "counter");
  const startedAt = time.now();
  const clock = createClockOffset({ driftPpm: DRIFT_PPM, resolutionMs });
  const meters = createMeters();
  const updates = createUpdates();
  const disagreements = createDisagreements();
  let scenario = begin.scenario;
  let schedule: Schedule | undefined;
  let events: LaneEvent[] = [];
  let eventsLeftOut = 0;
  let ids = 0;
  let isReady = false; // the lanes are open, or would be
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
      heard(envelope) {
        updates.see(envelope);
        control.hurry();
      },
      tell(event) {
        if (events.length < EVENTS) events.push(event);
        else eventsLeftOut += 1;
      },
    }),
  );
  const control = connectControl({
    url: `${origin.replace(/^http/, "ws")}/api/sessions/${session}/control`,
    time,
    random,
    clock,
    listener: { synchronised: openLanes, event: hear },
  });
  const laneOf = (transport: TransportName) => lanes.find((lane) => lane.transport === transport);
  const stopQueueing = watchQueueing((transport, waitMs) => laneOf(transport)?.recorder.queued(waitMs));
  const stopClockWait = time.after(CLOCK_WAIT_MS, openLanes);
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

  function hear(event: Parameters<ControlParts["listener"]["event"]>[0]): void {
    if (event.type === "schedule") {
      schedule = event.channel === channelOf(scenario) ? event.schedule : undefined;
      for (const { recorder } of lanes) recorder.rest(time.now(), schedule?.paused ?? false);
      return;
    }
    const isAnew = event.type === "reset" ? isReady : meters.read(event);
    if (isAnew) for (const { transport } of lanes) disagreements.rebase(time.now(), transport);
    if (event.type === "meter") disagreements.reading(toPageTime(event.at) ?? time.now(), event.transports);
  }

  function openLanes(): void {
    stopClockWait();
    isReady = true;
    settleLanes();
  }

  /** Opens and closes what the scenario wants open and closed, and touches nothing else. */
  function settleLanes(): void {
    if (!isReady) return;
    const channelUrl = `${origin}/channels/${encodeURIComponent(channelOf(scenario))}`;
    for (const lane of lanes) {
      const isWanted = scenario.lanes.includes(lane.transport) && !isStopped;
      if (isWanted && !lane.isOpen) lane.open({ channelUrl, session, settings: () => scenario });
      else if (!isWanted && lane.isOpen) lane.close();
    }
  }

  function clear(): void {
    for (const lane of lanes) {
      lane.recorder.clear(time.now());
      disagreements.rebase(time.now(), lane.transport);
    }
    updates.clear();
    meters.forget();
    events = [];
    eventsLeftOut = 0;
    control.reset();
  }

  function change(next: Scenario): void {
    const before = scenario;
    scenario = next;
    if (next.counter !== before.counter) {
      // Figures of two channels in one sum would say nothing about either.
      for (const lane of lanes) if (lane.isOpen) lane.close();
      clear();
      schedule = undefined;
      for (const { recorder } of lanes) recorder.rest(time.now(), false);
    }
    const isRescheduled = JSON.stringify(next.schedule) !== JSON.stringify(before.schedule);
    if (isRescheduled || next.counter !== before.counter) control.setSchedule(scheduleOf(next));
    settleLanes();
  }

  function setHidden(hidden: boolean): void {
    for (const { recorder } of lanes) hidden ? recorder.hide(time.now()) : recorder.show(time.now());
  }

  function close(): void {
    isStopped = true;
    settleLanes();
    stopTicking();
    stopClockWait();
    stopQueueing();
    control.close();
  }

  function viewOf(lane: (typeof lanes)[number], now: number): LaneView {
    const { transport, recorder } = lane;
    const isAwaited = !isReady && scenario.lanes.includes(transport);
    return {
      transport,
      value: recorder.value,
      state: isAwaited ? { kind: "connecting", since: startedAt } : lane.state,
      figures: recorder.figures(now),
      meter: meters.of(transport),
    };
  }

  function tellAll(): void {
    const at = time.now();
    disagreements.sample(at, lanes);
    post({
      at,
      scenario,
      clock: clock.at(at),
      control: control.state,
      channel: channelOf(scenario),
      schedule,
      lanes: Object.fromEntries(lanes.map((lane) => [lane.transport, viewOf(lane, at)])) as Snapshot["lanes"],
      events,
      eventsLeftOut,
      disagreements: disagreements.list(at),
      newestSeq: updates.newest,
      updates: updates.count,
    });
    events = [];
    eventsLeftOut = 0;
  }

  return {
    command(command) {
      if (command.type === "change") change(command.scenario);
      else if (command.type === "reset") clear();
      else if (command.type === "increment") laneOf(command.transport)?.increment();
      else if (command.type === "visibility") setHidden(command.hidden);
      else close();
      tellAll();
    },
    close,
  };
}
