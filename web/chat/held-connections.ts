import type { TransportName } from "#protocol/transports.ts";
import type { Time } from "../transports/transport.ts";

/** So many connections to one address does a browser open over HTTP/1.1, for all its windows. Sockets are not among them. */
export const CONNECTIONS = 6;

/** A parked poll and a stream keep theirs: one for the room, one for the inbox. */
const KEPT: Readonly<Record<TransportName, number>> = {
  "short-polling": 0,
  "long-polling": 2,
  sse: 2,
  websocket: 0,
};
const [NAME, EVERY_MS] = ["chat keeps a connection ", 1000];

export interface HeldConnections {
  /** That all windows of this browser keep busy with chat; undefined where the browser does not let them know of each other. */
  readonly count: number | undefined;
  /** This window is on that transport from now on. */
  hold(transport: TransportName): void;
  close(): void;
}

export interface HeldConnectionsParts {
  /** A lock is gone with its window, however that goes. Undefined in pages that came over plain HTTP from elsewhere. */
  readonly locks: Pick<LockManager, "request" | "query"> | undefined;
  readonly time: Time;
  readonly newId: () => string;
  readonly changed: () => void;
}

export function createHeldConnections({
  locks,
  time,
  newId,
  changed,
}: HeldConnectionsParts): HeldConnections {
  let count: number | undefined;
  let letGo = () => {};
  let stopLooking = () => {};
  let isClosed = false;

  async function look(): Promise<void> {
    stopLooking();
    const { held = [] } = (await locks?.query()) ?? {};
    if (isClosed) return;
    const next = held.filter(({ name }) => name?.startsWith(NAME)).length;
    if (next !== count) {
      count = next;
      changed();
    }
    stopLooking = time.after(EVERY_MS, look);
  }

  if (locks) void look();
  return {
    get count() {
      return count;
    },
    hold(transport) {
      letGo();
      const untilLetGo = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      for (let n = 0; n < KEPT[transport]; n++)
        void locks?.request(`${NAME}${newId()}`, () => untilLetGo).catch(() => {});
    },
    close() {
      isClosed = true;
      letGo();
      stopLooking();
    },
  };
}
