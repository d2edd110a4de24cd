import { memo, type ReactNode, useEffect, useState } from "react";
import type { User } from "#protocol/token.ts";
import type { Item } from "./conversation.ts";
import { useFollowing } from "./following.ts";
import { type Line, linesOf } from "./lines.ts";
import { Names } from "./names.tsx";
import type { Draft } from "./outbox.ts";

interface MessageLogProps {
  readonly items: readonly Item[];
  readonly drafts: readonly Draft[];
  readonly me: User | undefined;
  readonly drop: (draft: string) => void;
}

/** What was said before one came is not read aloud: it comes within so long, ms. */
const CATCH_UP_MS = 1500;

/** What was said, in order, and what waits to be said. Who reads further up is left there. */
export function MessageLog({ items, drafts, me, drop }: MessageLogProps): ReactNode {
  const end = `${items.at(-1)?.key} ${drafts.at(-1)?.id} ${drafts.at(-1)?.state}`;
  const { box, isNewBelow, scrolled, goToEnd } = useFollowing(end);
  const isCaughtUp = useAfter(CATCH_UP_MS);

  return (
    <div className="log-frame">
      <div
        className="log"
        ref={box}
        onScroll={scrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keyboard, too (WCAG 2.1.1)
        tabIndex={0}
        role="log"
        aria-live={isCaughtUp ? "polite" : "off"}
        aria-label="Messages"
      >
        <ol>
          {linesOf(items, me?.id).map((line) => (
            <LineView key={line.key} line={line} />
          ))}
          {drafts.map((draft) => (
            <DraftView key={draft.id} draft={draft} drop={drop} />
          ))}
        </ol>
        {items.length + drafts.length === 0 && <p className="quiet log-empty">Nothing has been said yet.</p>}
      </div>
      {isNewBelow && (
        <button type="button" className="to-end" onClick={goToEnd}>
          New below
        </button>
      )}
    </div>
  );
}

const LineView = memo(
  function LineView({ line }: { readonly line: Line }): ReactNode {
    if (line.kind === "gap")
      return (
        <li className="gap" data-testid="gap">
          <span>
            {line.missing === undefined
              ? "Messages may be missing here: the log has begun anew"
              : `${line.missing} ${line.missing === 1 ? "message is" : "messages are"} missing here: the log no longer reaches back`}
          </span>
        </li>
      );
    if (line.kind === "moves")
      return (
        <li className="moves quiet">
          <Time at={line.at} />
          <span>
            {line.moves.map(({ key, verb, names }, index) => (
              <span key={key}>
                {index > 0 && ", "}
                <Names names={names} /> {verb}
              </span>
            ))}
          </span>
        </li>
      );
    const { from, text, isMine, isFirst, at } = line;
    return (
      <li className={isFirst ? "said first" : "said"} data-mine={isMine} data-testid="message">
        <Time at={at} />
        <div>
          {isFirst && (
            <p className="author">
              <bdi>{from.name}</bdi>
              {isMine && <span className="provenance">you</span>}
            </p>
          )}
          <p className="text" dir="auto">
            {text}
          </p>
        </div>
      </li>
    );
  },
  (a, b) => JSON.stringify(a.line) === JSON.stringify(b.line),
);

/** What was written and is not known to be said. */
function DraftView({
  draft,
  drop,
}: {
  readonly draft: Draft;
  readonly drop: (id: string) => void;
}): ReactNode {
  const { id, text, state, reason } = draft;
  return (
    <li className="said draft" data-testid="draft" data-state={state}>
      <span className="draft-sign figure quiet" aria-hidden="true">
        {state === "refused" ? "✗" : "…"}
      </span>
      <div>
        <p className="text" dir="auto">
          {text}
        </p>
        {state === "refused" ? (
          <p className="draft-state">
            refused: {reason}{" "}
            <button type="button" onClick={() => drop(id)}>
              Take away
            </button>
          </p>
        ) : (
          reason !== undefined && <p className="draft-state quiet">waiting: {reason}</p>
        )}
      </div>
    </li>
  );
}

function Time({ at }: { readonly at: number }): ReactNode {
  const date = new Date(at);
  return (
    <time className="figure quiet" dateTime={date.toISOString()}>
      {date.toLocaleTimeString("en-GB")}
    </time>
  );
}

/** True once so long has passed. */
function useAfter(ms: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isOver;
}
