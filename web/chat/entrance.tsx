import { type FormEvent, type ReactNode, useState } from "react";
import { parseName, parseRoom } from "./chat-link.ts";
import type { Participant } from "./participant.ts";
import { TransportChoice } from "./transport-choice.tsx";

/** Asks once who this is, which room, and how to get there. */
export function Entrance({ participant }: { readonly participant: Participant }): ReactNode {
  const { link, refusal, change, enter } = participant;
  const [name, setName] = useState(link.name ?? "");
  const [room, setRoom] = useState(link.room);
  const [wrong, setWrong] = useState(refusal);

  function comeIn(event: FormEvent): void {
    event.preventDefault();
    try {
      const said = parseName(name);
      change({ room: parseRoom(room.trim()) });
      enter(said);
    } catch (error) {
      setWrong((error as Error).message);
    }
  }

  return (
    <form className="entrance panel" onSubmit={comeIn}>
      <h1>Chat</h1>
      <p className="quiet">
        One room, four ways to be in it. Each participant chooses a transport, and sees what it costs.
      </p>
      {wrong !== undefined && (
        <p className="entrance-refusal" role="alert">
          {refusal !== undefined && "This link cannot be followed. "}
          <code className="figure">{wrong}</code>
        </p>
      )}
      <label className="field">
        Your name
        <input
          name="name"
          autoComplete="nickname"
          value={name}
          onChange={({ target }) => setName(target.value)}
          // biome-ignore lint/a11y/noAutofocus: the page asks this one question, and nothing stands before it
          autoFocus
        />
      </label>
      <label className="field">
        Room
        <input name="room" value={room} onChange={({ target }) => setRoom(target.value)} />
      </label>
      <TransportChoice chosen={link.transport} choose={(transport) => change({ transport })} />
      <button type="submit" className="leading">
        Come in
      </button>
    </form>
  );
}
