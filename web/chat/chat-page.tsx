import { type ReactNode, useState, useSyncExternalStore } from "react";
import type { User } from "#protocol/token.ts";
import type { Chat } from "./chat-state.ts";
import { ClusterStrip } from "./cluster-strip.tsx";
import { type Item, lettersWith } from "./conversation.ts";
import { CostPanel } from "./cost-panel.tsx";
import { CrowdedLine, LaneLine } from "./lane-line.tsx";
import { MessageLog } from "./message-log.tsx";
import type { Participant } from "./participant.ts";
import { People } from "./people.tsx";
import { Talks } from "./talks.tsx";
import { TransportChoice } from "./transport-choice.tsx";
import { TypingLine } from "./typing-line.tsx";
import { Writing } from "./writing.tsx";

interface ChatPageProps {
  readonly chat: Chat;
  readonly participant: Participant;
}

const PANES = ["Talk", "People", "Costs"] as const;

/** The room: who is here, what is said, and what it costs. */
export function ChatPage({ chat, participant }: ChatPageProps): ReactNode {
  const state = useSyncExternalStore(chat.subscribe, () => chat.state);
  const [peers, setPeers] = useState<readonly User[]>([]);
  const [peer, setPeer] = useState<User>();
  const [pane, setPane] = useState<(typeof PANES)[number]>("Talk");
  const talks = withSenders(peers, state.letters, state.me);
  const drafts = state.drafts.filter(({ to, isHeard }) => to?.id === peer?.id && !isHeard);
  const items = peer ? lettersWith(state.letters, peer.id) : state.items;

  function openTalk(user: User | undefined): void {
    if (user && !peers.some(({ id }) => id === user.id)) setPeers([...peers, user]);
    setPeer(user);
    setPane("Talk");
  }

  return (
    <div className="chat" data-pane={pane}>
      <div className="chat-bar">
        <TransportChoice chosen={state.transport} choose={(transport) => participant.change({ transport })} />
        <LaneLine state={state} />
        <CrowdedLine held={state.held} />
      </div>
      {state.cluster && (
        <ClusterStrip
          cluster={state.cluster}
          mine={state.server}
          refusal={state.clusterRefusal}
          act={chat.actOnCluster}
        />
      )}
      <fieldset className="pane-switch">
        <legend className="unseen">Part of the page</legend>
        {PANES.map((name) => (
          <label key={name}>
            <input type="radio" name="pane" checked={pane === name} onChange={() => setPane(name)} />
            {name === "People" ? `${name}, ${state.members.length}` : name}
          </label>
        ))}
      </fieldset>
      <div className="chat-parts">
        <People
          state={state}
          session={chat.session}
          room={chat.room}
          write={openTalk}
          participant={participant}
        />
        <section
          className="talk panel"
          aria-label={peer ? `With ${peer.name}, privately` : `Room ${chat.room}`}
        >
          <Talks
            room={chat.room}
            talks={talks}
            chosen={peer}
            letters={state.letters}
            me={state.me}
            choose={openTalk}
          />
          <MessageLog key={peer?.id ?? ""} items={items} drafts={drafts} me={state.me} drop={chat.drop} />
          {!peer && <TypingLine transport={state.transport} names={state.typing} />}
          <Writing
            key={`writing ${peer?.id ?? ""}`}
            to={peer}
            say={(text) => chat.say(text, peer)}
            typed={peer ? undefined : chat.type}
          />
        </section>
        <CostPanel totals={state.totals} last={state.last} transport={state.transport} />
      </div>
    </div>
  );
}

/** Who has been written to, and who has written. */
function withSenders(peers: readonly User[], letters: readonly Item[], me: User | undefined): User[] {
  const all = new Map(peers.map((peer) => [peer.id, peer]));
  for (const letter of letters)
    if (letter.kind === "said") {
      const other = letter.to ?? letter.from;
      if (other.id !== me?.id && !all.has(other.id)) all.set(other.id, other);
    }
  return [...all.values()];
}
