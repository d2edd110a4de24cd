import type { Envelope } from "#protocol/envelope.ts";
import type { MemberPayload } from "#protocol/member.ts";
import { formatPosition, type Position, parsePosition } from "#protocol/position.ts";
import type { User } from "#protocol/token.ts";

/** One line of what was said, in the order of the log. `at` is ms since 1970, by the server's clock. */
export type Item =
  | {
      readonly kind: "said";
      readonly key: string;
      readonly at: number;
      readonly from: User;
      /** A private one of this page's own: whom it was for. */
      readonly to: User | undefined;
      readonly text: string;
    }
  | { readonly kind: "joined" | "left"; readonly key: string; readonly at: number; readonly user: User }
  /** Something may be missing here: so many messages, or nobody knows how many. */
  | { readonly kind: "gap"; readonly key: string; readonly missing: number | undefined };

/** What was heard of a log: each message once and in order, whatever connection brought it, and however often. */
export interface Conversation {
  readonly items: readonly Item[];
  /** Where the reader is; undefined before the first message. */
  readonly position: string | undefined;
  /** True where it was new here. */
  take(envelope: Envelope): boolean;
  /** Said by this page, and acknowledged: it need not wait for its own echo to be shown. */
  own(position: string, said: Omit<Extract<Item, { kind: "said" }>, "kind" | "key">): void;
  /** The reader cannot go on from where it was: the log is another, or no longer reaches back. */
  reset(epoch: string): void;
}

interface Placed {
  readonly item: Item;
  readonly place: Position | undefined;
  /** What the message is known by where its position is another: its author and time. */
  readonly twin: string | undefined;
}

/** Keeps at most `limit` lines. */
export function createConversation(limit = 2000): Conversation {
  const placed: Placed[] = [];
  let items: readonly Item[] | undefined;
  let heard: Position | undefined;
  let gaps = 0;
  const keys = new Set<string>();

  function insert(item: Item, place: Position | undefined, twin?: string): void {
    items = undefined;
    keys.add(item.key);
    const isLater = (one: Placed) => place && one.place?.epoch === place.epoch && one.place.seq > place.seq;
    let at = placed.length;
    while (at > 0 && isLater(placed[at - 1] as Placed)) at -= 1;
    placed.splice(at, 0, { item, place, twin });
    if (placed.length > limit) forget(placed.shift());
  }

  function forget(one: Placed | undefined): void {
    keys.delete(one?.item.key ?? "");
    keys.delete(one?.twin ?? "");
  }

  function gap(missing: number | undefined): void {
    if (placed.length === 0 || placed.at(-1)?.item.kind === "gap") return;
    gaps += 1;
    insert({ kind: "gap", key: `gap ${gaps}`, missing }, undefined);
  }

  return {
    get items() {
      items ??= placed.map(({ item }) => item);
      return items;
    },
    get position() {
      return heard && formatPosition(heard);
    },
    take(envelope) {
      const { epoch, seq } = envelope;
      if (heard?.epoch === epoch && seq > heard.seq + 1) gap(seq - heard.seq - 1);
      else if (heard && heard.epoch !== epoch) gap(undefined);
      if (heard?.epoch !== epoch || seq > heard.seq) heard = { epoch, seq };
      const item = itemOf(envelope);
      if (!item) return false;
      // In another life of the log the same message has another position, and the same author and time.
      const twin = `${item.kind === "said" ? item.from.id : item.kind} ${item.at}`;
      const isNew = !keys.has(item.key) && !keys.has(twin);
      keys.add(twin);
      if (isNew) insert(item, { epoch, seq }, twin);
      return isNew;
    },
    own(position, said) {
      // The position of a private message is one of its reader's log, and says nothing about places here.
      const key = said.to ? `${said.to.id} ${position}` : position;
      if (!keys.has(key))
        insert({ kind: "said", key, ...said }, said.to ? undefined : parsePosition(position));
    },
    reset(epoch) {
      if (!heard || heard.epoch === epoch) return;
      gap(undefined);
      heard = undefined;
    },
  };
}

function itemOf({ type, epoch, seq, at, payload }: Envelope): Exclude<Item, { kind: "gap" }> | undefined {
  const key = formatPosition({ epoch, seq });
  if (type === "said") {
    const { from, text } = payload as { from: User; text: string };
    return { kind: "said", key, at, from, to: undefined, text };
  }
  if (type === "joined" || type === "left") {
    const { user } = payload as MemberPayload;
    return { kind: type, key, at, user };
  }
  return undefined;
}

/** Of what came to one's inbox and went to those of others: the talk with one person, in order of time. */
export function lettersWith(letters: readonly Item[], peer: string): Item[] {
  return letters
    .filter((item) => item.kind === "said")
    .filter(({ from, to }) => (to ?? from).id === peer)
    .sort((a, b) => a.at - b.at);
}
