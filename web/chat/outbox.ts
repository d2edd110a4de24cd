import type { Publication } from "#protocol/frames.ts";
import { REFUSALS, Refusal } from "#protocol/refusal.ts";
import type { User } from "#protocol/token.ts";
import { createBackoff } from "../transports/backoff.ts";
import type { Time } from "../transports/transport.ts";
import { retryAfterMs } from "../transports/verdict.ts";

/** A message that was written and is not known to be said yet. */
export interface Draft {
  /**
   * Made here: said again with it, after an answer that was lost, it is the same message to the server, for as long as the
   * channel remembers it (the newest 1000). Later it may be said twice: that is less than not to be said at all.
   */
  readonly id: string;
  /** Whom it is for; undefined: the room. */
  readonly to: User | undefined;
  readonly channel: string;
  readonly text: string;
  /** ms since 1970, by the page's clock. */
  readonly writtenAt: number;
  /** `refused`: it will not be said, and `reason` says why. While `waiting` it is why the last try came to nothing. */
  readonly state: "waiting" | "under-way" | "refused";
  readonly reason: string | undefined;
  /** Its echo seems to have come before the answer: it need not be seen twice. It is said again until there is an answer. */
  readonly isHeard: boolean;
}

/** What waits to be said, in the order of writing: the next goes up once the one before has its answer. */
export interface Outbox {
  readonly drafts: readonly Draft[];
  write(draft: Pick<Draft, "to" | "channel" | "text">): void;
  /** A text of one's own was heard on this channel. */
  heard(text: string, channel: string): void;
  /** Tries at once: there is a connection again. */
  hurry(): void;
  /** Takes away what was refused. */
  drop(id: string): void;
  close(): void;
}

export interface OutboxParts {
  readonly time: Time;
  readonly random: () => number;
  readonly newId: () => string;
  /** What a page before this one has left unsaid. */
  readonly left: readonly Draft[];
  readonly send: (message: Publication, channel: string) => Promise<string>;
  /** It is said, and stands at `position` of its channel. */
  readonly sent: (draft: Draft, position: string) => void;
  /** The server wants another token. */
  readonly unknown: () => void;
  readonly changed: () => void;
}

export function createOutbox(parts: OutboxParts): Outbox {
  const { time, random, newId, send, sent, unknown, changed } = parts;
  const backoff = createBackoff({ time, random });
  let drafts: readonly Draft[] = parts.left.map((draft) =>
    draft.state === "under-way" ? { ...draft, state: "waiting" } : draft,
  );
  let isClosed = false;
  let stopWaiting: (() => void) | undefined;
  /** The server itself wants to be left alone for a while. */
  let isHeld = false;

  function become(id: string, change: Partial<Draft>): void {
    drafts = drafts.map((draft) => (draft.id === id ? { ...draft, ...change } : draft));
    changed();
  }

  async function next(): Promise<void> {
    stopWaiting = undefined;
    const draft = drafts.find(({ state }) => state !== "refused");
    if (!draft || draft.state === "under-way" || isClosed) return;
    const { id, text, channel } = draft;
    become(id, { state: "under-way" });
    try {
      const position = await send({ id, type: "said", payload: { text } }, channel);
      if (isClosed) return;
      backoff.succeeded();
      drafts = drafts.filter((one) => one.id !== id);
      sent(draft, position);
      changed();
      next();
    } catch (error) {
      if (!isClosed) failed(id, error as Error);
    }
  }

  function failed(id: string, error: Error): void {
    if (isFinal(error)) {
      become(id, { state: "refused", reason: error.message });
      next();
      return;
    }
    const isAboutToken = error instanceof Refusal && error.status === 401;
    if (isAboutToken) unknown();
    isHeld = error instanceof Refusal && error.code === "rate-limited";
    const asked = error instanceof Refusal ? (error.headers["Retry-After"] ?? null) : null;
    become(id, { state: "waiting", reason: error.message });
    stopWaiting = time.after(backoff.next(retryAfterMs(asked, time.now())), next);
  }

  next();
  return {
    get drafts() {
      return drafts;
    },
    write(written) {
      const id = `m-${newId()}`;
      const draft: Draft = {
        ...written,
        id,
        writtenAt: time.now(),
        state: "waiting",
        reason: undefined,
        isHeard: false,
      };
      drafts = [...drafts, draft];
      changed();
      if (!stopWaiting) next();
    },
    heard(text, channel) {
      const draft = drafts.find(({ state }) => state !== "refused");
      const isTried = draft?.state === "under-way" || draft?.reason !== undefined;
      if (draft?.text === text && draft.channel === channel && isTried) become(draft.id, { isHeard: true });
    },
    hurry() {
      if (!stopWaiting || isHeld) return;
      stopWaiting();
      next();
    },
    drop(id) {
      drafts = drafts.filter((draft) => draft.id !== id || draft.state !== "refused");
      changed();
    },
    close() {
      isClosed = true;
      stopWaiting?.();
    },
  };
}

/** The message itself is the matter, and not the moment, the token or the way: the same again would be refused again. */
function isFinal(error: Error): boolean {
  if (!(error instanceof Refusal)) return false;
  const status = REFUSALS[error.code];
  return status < 500 && ![401, 408, 429].includes(status);
}
