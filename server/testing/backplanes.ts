import type { Backplane, BackplaneKind } from "../backplane/backplane.ts";
import { createMemory, createMemoryBackplane } from "../backplane/memory.ts";

/** A kind of backplane, and the way to start what stands behind it. */
export interface Kind {
  readonly name: BackplaneKind;
  /** Why it cannot be tried on this machine; undefined where it can. In CI the tests run, and fail. */
  readonly missing?: string | undefined;
  start(): Promise<RunningKind>;
}

export interface RunningKind {
  /** A backplane as one more server would open it; resolves once it is ready. */
  connect(): Promise<Backplane>;
  /** Ends what was started; the backplanes are closed by who opened them. */
  stop(): Promise<void>;
}

const memory: Kind = {
  name: "memory",
  async start() {
    const shared = createMemory();
    return { connect: async () => createMemoryBackplane(shared), stop: async () => {} };
  },
};

export const KINDS: readonly Kind[] = [memory];

/** The title of a kind's tests: where they are skipped, with the reason. */
export function titleOf({ name, missing }: Kind): string {
  return missing ? `${name} (skipped: ${missing})` : name;
}

export function isSkipped({ missing }: Kind): boolean {
  return missing !== undefined && !process.env.CI;
}

/** Resolves once the backplane says that it is in this state. */
export function untilState(backplane: Backplane, wanted: Backplane["state"]): Promise<void> {
  return new Promise((resolve) => {
    if (backplane.state === wanted) return resolve();
    const stop = backplane.onState((state) => {
      if (state !== wanted) return;
      stop();
      resolve();
    });
  });
}
