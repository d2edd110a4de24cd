import type { ChannelKind, ChannelName } from "#protocol/channel-name.ts";
import type { Publication } from "#protocol/frames.ts";
import type { Author } from "./channel.ts";

/** What may be said on a channel that servers share, and what is then said to all. */
export interface Rules {
  readonly kind: ChannelKind;
  /** Throws a `Refusal` for who may not listen. */
  checkReader(author: Author): void;
  /** Throws a `Refusal` for who may not speak. */
  checkWriter(author: Author): void;
  /** Takes what a client says; throws a `Refusal` for what it does not take. */
  take(publication: Publication, author: Author): Said;
}

export interface Said {
  readonly type: string;
  readonly payload: unknown;
  /** Told to who listens at this moment, and kept by no log. */
  readonly isFleeting?: boolean;
}

/** The rules of a channel by its name; undefined where there is no such channel. */
export type RulesOf = (name: ChannelName) => Rules | undefined;
