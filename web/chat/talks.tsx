import { type ReactNode, useEffect, useState } from "react";
import type { User } from "#protocol/token.ts";
import { type Item, lettersWith } from "./conversation.ts";

interface TalksProps {
  readonly room: string;
  readonly talks: readonly User[];
  readonly chosen: User | undefined;
  readonly letters: readonly Item[];
  readonly me: User | undefined;
  readonly choose: (peer: User | undefined) => void;
}

/** The room, and the private talks beside it, with how much of each is unread. */
export function Talks({ room, talks, chosen, letters, me, choose }: TalksProps): ReactNode {
  const [read, setRead] = useState<Readonly<Record<string, number>>>({});
  const came = (peer: User) =>
    lettersWith(letters, peer.id).filter((item) => item.kind === "said" && item.from.id !== me?.id).length;
  const chosenCame = chosen && came(chosen);
  useEffect(() => {
    if (chosen && chosenCame !== undefined) setRead((before) => ({ ...before, [chosen.id]: chosenCame }));
  }, [chosen, chosenCame]);

  const isOnly = talks.length === 0;
  return (
    <div className="talks">
      <h1>
        <button type="button" disabled={isOnly} aria-pressed={!chosen} onClick={() => choose(undefined)}>
          <span aria-hidden="true"># </span>
          <bdi>{room}</bdi>
        </button>
      </h1>
      {talks.map((peer) => {
        const unread = chosen?.id === peer.id ? 0 : came(peer) - (read[peer.id] ?? 0);
        return (
          <button
            key={peer.id}
            type="button"
            aria-pressed={chosen?.id === peer.id}
            data-testid="private-talk"
            onClick={() => choose(peer)}
          >
            <bdi>{peer.name}</bdi>
            {unread > 0 && (
              <span className="unread figure">
                {unread}
                <span className="unseen"> unread</span>
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
