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
  /** The backplane is there again: what waited for it may go on. */
  readonly backplaneUp: () => void;
}

const EVERY_MS = 1000;

export function createClusterWatch({ time, ask, changed, backplaneUp }: ClusterWatchParts): ClusterWatch {
  let state: ClusterState | undefined;
  let refusal: string | undefined;
  let begun = false;
  let isClosed = false;
  let stopWaiting = () => {};

  async function look(): Promise<void> {
    try {
      const next = await ask("/cluster/state");
      if (JSON.stringify(next) !== JSON.stringify(state)) {
        const isUpAgain = state?.backplane.state !== "up" && next.backplane.state === "up";
        state = next;
        if (isClosed) return;
        changed();
        if (isUpAgain) backplaneUp();
      }
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
            state = next;
            refusal = undefined;
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
