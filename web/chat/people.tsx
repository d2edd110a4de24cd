import { type FormEvent, type ReactNode, useState } from "react";
import type { User } from "#protocol/token.ts";
import { LABELS } from "#protocol/transports.ts";
import { parseRoom } from "./chat-link.ts";
import type { ChatState } from "./chat-state.ts";
import type { Participant } from "./participant.ts";

interface PeopleProps {
  readonly state: ChatState;
  readonly session: string;
  readonly room: string;
  readonly write: (user: User) => void;
  readonly participant: Participant;
}

/** Who is here, on all servers, and by which transport; a click writes to them alone. */
export function People({ state, session, room, write, participant }: PeopleProps): ReactNode {
  const { members, cluster } = state;
  return (
    <aside className="people panel" aria-label="People">
      <h2>
        Here <span className="figure">{members.length}</span>
      </h2>
      <ul data-testid="people">
        {members.map(({ session: theirs, user, transport, server }) => {
          const isMe = theirs === session;
          const where = cluster ? `${LABELS[transport]} · ${server}` : LABELS[transport];
          const lines = (
            <>
              <bdi className="person">{user.name}</bdi>
              {isMe && <span className="provenance">you</span>}
              <span className="where quiet">{where}</span>
            </>
          );
          return (
            <li key={theirs} data-transport={transport} data-server={server}>
              {isMe ? (
                <div className="person-line">{lines}</div>
              ) : (
                <button
                  type="button"
                  className="person-line"
                  title={`Write to ${user.name}, privately`}
                  onClick={() => write(user)}
                >
                  {lines}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <RoomForm room={room} participant={participant} />
    </aside>
  );
}

function RoomForm({ room, participant }: Pick<PeopleProps, "room" | "participant">): ReactNode {
  const [text, setText] = useState(room);
  const [wrong, setWrong] = useState<string>();

  function go(event: FormEvent): void {
    event.preventDefault();
    try {
      participant.goTo(parseRoom(text.trim()));
    } catch (error) {
      setWrong((error as Error).message);
    }
  }

  return (
    <form className="room-form" onSubmit={go}>
      <label className="field quiet">
        Room
        <input value={text} onChange={({ target }) => setText(target.value)} />
      </label>
      <button type="submit" disabled={text.trim() === room}>
        Go there
      </button>
      <button type="button" onClick={participant.leave}>
        Leave
      </button>
      {wrong !== undefined && <p role="alert">{wrong}</p>}
    </form>
  );
}
