import type { User } from "#protocol/token.ts";
import type { Item } from "./conversation.ts";

/** A line of the log as it is shown: what one says in a row stands under one name, and comings and goings on one line. */
export type Line =
  | {
      readonly kind: "said";
      readonly key: string;
      readonly at: number;
      readonly from: User;
      readonly text: string;
      readonly isMine: boolean;
      readonly isFirst: boolean;
    }
  | {
      readonly kind: "moves";
      readonly key: string;
      readonly at: number;
      readonly moves: readonly Move[];
    }
  | { readonly kind: "gap"; readonly key: string; readonly missing: number | undefined };

export interface Move {
  readonly key: string;
  readonly verb: "came" | "left";
  readonly names: readonly string[];
}

/** After so long a pause the name is said again, ms. */
const PAUSE_MS = 120_000;
/** More than so many comings and goings take another line. */
const MOVES = 6;

export function linesOf(items: readonly Item[], me: string | undefined): Line[] {
  const lines: Line[] = [];
  for (const item of items) {
    const before = lines.at(-1);
    if (item.kind === "gap") lines.push(item);
    else if (item.kind === "said") {
      const { key, at, from, text } = item;
      const goesOn = before?.kind === "said" && before.from.id === from.id && at - before.at < PAUSE_MS;
      lines.push({ kind: "said", key, at, from, text, isMine: from.id === me, isFirst: !goesOn });
    } else if (before?.kind === "moves" && before.moves.length < MOVES && item.at - before.at < PAUSE_MS)
      lines[lines.length - 1] = { ...before, moves: joinedBy(before.moves, item) };
    else lines.push({ kind: "moves", key: item.key, at: item.at, moves: joinedBy([], item) });
  }
  return lines;
}

/** `Ada came` and `Bob came` are `Ada and Bob came`. */
function joinedBy(moves: readonly Move[], item: Extract<Item, { kind: "joined" | "left" }>): Move[] {
  const verb = item.kind === "joined" ? "came" : "left";
  const last = moves.at(-1);
  const { name } = item.user;
  if (last?.verb === verb) return [...moves.slice(0, -1), { ...last, names: [...last.names, name] }];
  return [...moves, { key: item.key, verb, names: [name] }];
}
