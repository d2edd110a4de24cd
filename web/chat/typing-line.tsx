import type { ReactNode } from "react";
import type { TransportName } from "#protocol/transports.ts";
import { NAMES } from "../words/words.ts";
import { Names } from "./names.tsx";

interface TypingLineProps {
  readonly transport: TransportName;
  readonly names: readonly string[];
}

/** Who is typing; or why a poll never hears of it. */
export function TypingLine({ transport, names }: TypingLineProps): ReactNode {
  const isPoll = transport === "short-polling" || transport === "long-polling";
  return (
    <p className="typing quiet" data-testid="typing">
      {isPoll
        ? `By ${NAMES[transport]} nobody hears who is typing: it stands in no log, and a poll asks for what is in the log.`
        : names.length > 0 && (
            <>
              <Names names={names} /> {names.length > 1 ? "are" : "is"} typing …
            </>
          )}
    </p>
  );
}
