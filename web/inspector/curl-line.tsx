import { type ReactNode, useRef, useState } from "react";
import type { EntryKind } from "#protocol/wire/entry.ts";
import { curlOf } from "./curl.ts";

export interface CurlLineProps {
  readonly bytes: Uint8Array;
  readonly kind: EntryKind;
  /** Where the command goes: a lane's port lives as long as its network, the lab's own as long as the lab. */
  readonly origin: string;
}

/** The request as a command. The clipboard does not exist on plain http, so the text can be picked up by hand, too. */
export function CurlLine({ bytes, kind, origin }: CurlLineProps): ReactNode {
  const text = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState("");
  const command = curlOf(bytes, origin);
  if (command === undefined) return null;
  const canCopy = typeof navigator !== "undefined" && navigator.clipboard !== undefined;
  const copy = () =>
    navigator.clipboard.writeText(command).then(
      () => setCopied("Copied."),
      () => {
        text.current?.select();
        setCopied("The browser would not: the text is selected, copy it from there.");
      },
    );
  return (
    <section className="curl" aria-labelledby="curl">
      <h3 id="curl">The same from a terminal</h3>
      {canCopy && (
        <button type="button" onClick={copy}>
          Copy as curl
        </button>
      )}
      <p role="status">{copied}</p>
      <textarea
        ref={text}
        className="figure"
        readOnly
        spellCheck={false}
        wrap="off"
        rows={Math.min(14, command.split("\n").length)}
        value={command}
        aria-label="As a curl command"
        onFocus={(event) => event.currentTarget.select()}
      />
      {kind === "upgrade" && (
        <p className="quiet">
          curl does the handshake and prints the frames as they come, two bytes of frame before each envelope;
          Ctrl-C ends it.
        </p>
      )}
    </section>
  );
}
