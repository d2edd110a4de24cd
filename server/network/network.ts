import { type AddressInfo, connect } from "node:net";
import {
  type Act,
  type LaneCounts,
  type LanePort,
  type NetworkEvent,
  type NetworkRequest,
  NO_FAULTS,
} from "#protocol/network.ts";
import { Refusal } from "#protocol/refusal.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Time } from "../channels/counter.ts";
import { createFaultBoard } from "./faults.ts";
import { createJitter } from "./jitter.ts";
import { type OwnServer, startOwnServer } from "./own-server.ts";
import { listenOnPorts, type PortRange } from "./ports.ts";
import { createRecorder } from "./recorder.ts";
import { type Relay, relayLane } from "./relay.ts";
import { runScript } from "./script.ts";
import { createWait } from "./wait.ts";

export interface NetworkParts {
  readonly open: Extract<NetworkRequest, { readonly type: "open" }>;
  /** Where its ports are. */
  readonly host: string;
  readonly ports: PortRange;
  /** The lab's server, at the other end unless the network has one of its own. */
  readonly server: { readonly host: string; readonly port: number };
  readonly pagePort: number;
  readonly time: Time;
  /** After a tape or counts, no further ones are said until these are `taken`. */
  readonly say: (event: NetworkEvent) => void;
}

/** A network of one session: five ports, and all that may happen between them and the server. */
export interface Network {
  /** Throws a `Refusal` for what this network cannot do. */
  obey(request: NetworkRequest): void;
  /** The last tape, or the last counts, have reached the page. */
  taken(type: "tape" | "counts"): void;
  /** Resolves when nothing of it is left. */
  close(): Promise<void>;
}

const LANES: readonly LanePort[] = [...TRANSPORTS, "control"];
/** From one telling of the counts to the next, ms. */
const COUNTS_MS = 250;

/** Opens a network, and says so; throws a `Refusal` where there is no room for it, and leaves nothing open. */
export async function openNetwork({ open, host, time, say, ...parts }: NetworkParts): Promise<Network> {
  const { now, after } = time;
  const tellServer = (state: "down" | "up") => say({ type: "server", at: now(), state });
  const failed = (how: string, nextMs: number) =>
    say({
      type: "error",
      code: "server-failed",
      message: `server: expected one that starts, got one that ${how}; the next try is in ${nextMs / 1000} s`,
    });
  const own: OwnServer | undefined = open.ownServer
    ? await startOwnServer({ pagePort: parts.pagePort, time, tell: tellServer, failed })
    : undefined;
  const listeners = await listenOnPorts(LANES.length, host, parts.ports).catch(async (error) => {
    await own?.close();
    throw error;
  });

  const recorder = createRecorder({ after, tell: (records, lost) => say({ type: "tape", records, lost }) });
  recorder.turn(open.tape);
  const board = createFaultBoard((faults) => {
    for (const relay of relays) relay.look();
    say({ type: "faults", at: now(), faults });
  });
  const jitter = createJitter(open.seed);
  let ids = 0;
  const shared = {
    connect: own
      ? () => own.connect()
      : () => connect({ ...parts.server, allowHalfOpen: true, noDelay: true }),
    now,
    wait: createWait(now),
    sum: { heldBytes: 0 },
    recorder,
    nextId: () => ++ids,
  };
  const relays: readonly Relay[] = listeners.map((listener, i) => {
    const lane = LANES[i] ?? "control";
    return relayLane(listener, {
      ...shared,
      lane,
      nextLuck: () => jitter.next(lane),
      faults: () => (lane === "control" ? NO_FAULTS : board.now),
    });
  });
  const lanes = relays.filter(({ lane }) => lane !== "control");

  let stopScript = () => {};
  let lastCounts = "";
  let isTaking = false;
  let stopCounting = after(COUNTS_MS, count);

  function count(): void {
    stopCounting = after(COUNTS_MS, count);
    const counts = Object.fromEntries(lanes.map((relay) => [relay.lane, relay.counts]));
    const text = JSON.stringify(counts);
    if (isTaking || text === lastCounts) return;
    lastCounts = text;
    isTaking = true;
    say({ type: "counts", at: now(), lanes: counts as Record<TransportName, LaneCounts> });
  }

  function act(what: Act, forMs?: number): void {
    say({ type: "act", at: now(), act: what, forMs });
    if (what === "crash") own?.crash(forMs);
    else if (what === "deploy") own?.deploy(forMs);
    else for (const relay of lanes) relay.act(what);
  }

  function requireServer(acts: readonly (Act | undefined)[]): void {
    const mortal = acts.find((one) => one === "crash" || one === "deploy");
    if (mortal && !own)
      throw new Refusal("bad-message", `act: ${mortal} needs a server of the network's own`);
  }

  const ports = listeners.map((listener, i) => [LANES[i], (listener.address() as AddressInfo).port]);
  say({ type: "opened", at: now(), ports: Object.fromEntries(ports) as Record<LanePort, number> });

  return {
    obey(request) {
      if (request.type === "open")
        throw new Refusal("bad-message", "frame.type: open comes once, and this network is open");
      if (request.type === "faults") board.change(request.faults as Partial<typeof NO_FAULTS>);
      else if (request.type === "act") {
        requireServer([request.act]);
        act(request.act, request.forMs);
      } else if (request.type === "tape") {
        if (request.on === recorder.isOn) return;
        recorder.turn(request.on);
        for (const relay of relays) relay.introduce();
      } else {
        requireServer(request.cues.map((cue) => ("act" in cue ? cue.act : undefined)));
        stopScript();
        stopScript = runScript({
          cues: request.cues as Parameters<typeof runScript>[0]["cues"],
          after,
          board,
          act,
        });
      }
    },
    taken(type) {
      if (type === "tape") recorder.taken();
      else isTaking = false;
    },
    async close() {
      stopScript();
      stopCounting();
      recorder.close();
      for (const relay of relays) relay.close();
      await own?.close();
    },
  };
}
