import type { BusAct, ClusterState, ServerAct } from "#protocol/cluster.ts";
import type { Time } from "../transports/transport.ts";

/** How the cluster stands, where the server is one of many; and its buttons. */
export interface ClusterWatch {
  readonly state: ClusterState | undefined;
  /** Why the last button did nothing, in words. */
  readonly refusal: string | undefined;
  /** A server has said that it is one of many. */
  begin(): void;
  act(what: { readonly server: string; readonly act: ServerAct } | { readonly backplane: BusAct }): void;
  close(): void;
}

export interface ClusterWatchParts {
  readonly time: Time;
  /** `GET` of a path; with a body a `POST`. */
  readonly ask: (path: string, body?: object) => Promise<ClusterState>;
  readonly changed: () => void;
  /** A server has its backplane again: what waited for it may go on. */
  readonly backplaneUp: () => void;
}

const EVERY_MS = 1000;

export function createClusterWatch({ time, ask, changed, backplaneUp }: ClusterWatchParts): ClusterWatch {
  let state: ClusterState | undefined;
  let refusal: string | undefined;
  let begun = false;
  let isClosed = false;
  let stopWaiting = () => {};

  function take(next: ClusterState): void {
    if (isClosed || JSON.stringify(next) === JSON.stringify(state)) return;
    const before = readyIn(state);
    state = next;
    changed();
    if (readyIn(next).some((name) => !before.includes(name))) backplaneUp();
  }

  async function look(): Promise<void> {
    try {
      take(await ask("/cluster/state"));
    } catch {
      // The front is away, and with it everything; the lanes say so.
    }
    if (!isClosed) stopWaiting = time.after(EVERY_MS, look);
  }

  return {
    get state() {
      return state;
    },
    get refusal() {
      return refusal;
    },
    begin() {
      if (begun) return;
      begun = true;
      look();
    },
    act(what) {
      const path = "server" in what ? `servers/${what.server}/${what.act}` : `backplane/${what.backplane}`;
      ask(`/cluster/${path}`, {})
        .then(
          (next) => {
            refusal = undefined;
            take(next);
          },
          (error: Error) => {
            refusal = error.message;
          },
        )
        .then(changed);
    },
    close() {
      isClosed = true;
      stopWaiting();
    },
  };
}

/** Servers that say that they have their backplane. */
function readyIn(state: ClusterState | undefined): readonly string[] {
  return (state?.servers ?? []).flatMap(({ name, backplane }) => (backplane === "ready" ? [name] : []));
}
