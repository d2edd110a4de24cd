import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import type { User } from "#protocol/token.ts";

interface WritingProps {
  /** Whom it is for; undefined: the room. */
  readonly to: User | undefined;
  readonly say: (text: string) => void;
  readonly typed: (() => void) | undefined;
}

/** A message's text at most, in code points; the server refuses longer ones. */
const TEXT = 4096;

/** Where one writes: Enter sends, Shift and Enter is a new line. */
export function Writing({ to, say, typed }: WritingProps): ReactNode {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const length = [...text].length;

  function send(): void {
    if (text.trim() === "" || length > TEXT) return;
    say(text);
    setText("");
    field.current?.focus();
  }

  function press(event: KeyboardEvent): void {
    // While a character is being composed, Enter chooses it.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className="writing"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={Math.min(6, text.split("\n").length)}
        value={text}
        aria-label={to ? `Write to ${to.name}, privately` : "Write to the room"}
        placeholder={to ? `To ${to.name}, privately` : "To the room"}
        onChange={({ target }) => {
          setText(target.value);
          if (target.value !== "") typed?.();
        }}
        onKeyDown={press}
        // biome-ignore lint/a11y/noAutofocus: who has come in to talk wants to talk
        autoFocus
      />
      <button type="submit" className="leading" disabled={text.trim() === "" || length > TEXT}>
        Send
      </button>
      {length > TEXT && (
        <p className="writing-refusal" role="alert">
          text: expected 1 to {TEXT} characters, got {length}
        </p>
      )}
    </form>
  );
}
