import type { NetworkEvent } from "#protocol/network.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Time } from "../transports/transport.ts";
import { connectNetwork, type NetworkSocket } from "./network-socket.ts";
import type { NetworkCommand, NetworkNews } from "./operator-words.ts";
import { createRecordRing } from "./record-ring.ts";
import type { Published, TapeStore } from "./tape.ts";

export interface OperatorParts {
  readonly createStore: () => TapeStore;
  readonly time: Time;
  readonly post: (news: NetworkNews) => void;
}

/** Takes the page's commands for its network, and keeps at most one open. */
export interface Operator {
  command(command: NetworkCommand): void;
  close(): void;
}

/** From one batch of entries to the next, ms. */
const BATCH_MS = 100;

export function createOperator({ createStore, time, post }: OperatorParts): Operator {
  let socket: NetworkSocket | undefined;
  let store = createStore();
  let ring = createRecordRing();
  let network = 0;
  let told = new WeakSet<Entry | Published>();
  let unrecorded = 0;
  let stopBatching: (() => void) | undefined;

  function open(command: Extract<NetworkCommand, { readonly type: "open" }>): void {
    const { url, seed, ownServer, faults } = command;
    close();
    network = command.network;
    store = createStore();
    ring = createRecordRing();
    told = new WeakSet();
    unrecorded = 0;
    const listener = {
      event: hear,
      gone(reason: string) {
        tellEntries();
        post({ type: "gone", network, reason });
      },
    };
    socket = connectNetwork({ url, open: { seed, ownServer, tape: true }, time, listener });
    socket.say({ type: "faults", faults });
  }

  function hear(event: NetworkEvent): void {
    if (event.type === "tape") {
      store.feed(event.records);
      ring.keep(event.records);
      unrecorded += event.lost;
      stopBatching ??= time.after(BATCH_MS, tellEntries);
    } else post({ type: "event", network, event });
  }

  function tellEntries(): void {
    stopBatching?.();
    stopBatching = undefined;
    const changed = store.entries.filter((entry) => !told.has(entry));
    const updates = store.updates.filter((update) => !told.has(update));
    for (const one of [...changed, ...updates]) told.add(one);
    const first = store.entries[0]?.id ?? 1;
    post({ type: "batch", network, batch: { changed, first, updates, lost: store.lost, unrecorded } });
  }

  function close(): void {
    if (stopBatching) tellEntries();
    socket?.close();
    socket = undefined;
  }

  return {
    command(command) {
      if (command.type === "open") open(command);
      else if (command.type === "close") close();
      else if (command.type === "dissect")
        post({ type: "dissection", question: command.question, dissection: store.dissect(command.id) });
      else if (command.type === "records")
        post({ type: "records", question: command.question, records: ring.list() });
      else if (command.type === "script") socket?.say({ type: "script", cues: [...command.cues] });
      else socket?.say(command);
    },
    close,
  };
}
