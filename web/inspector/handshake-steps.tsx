import { type ReactNode, useMemo } from "react";
import { GUID, type Handshake, handshakeOf } from "./handshake.ts";
import { HashSteps } from "./hash-steps.tsx";
import { hex } from "./hex.ts";
import { useProgress } from "./progress.ts";

export interface HandshakeStepsProps {
  readonly request: Uint8Array;
  /** The bytes of the answer, where they are at hand. */
  readonly answer: Uint8Array | undefined;
}

/** How key becomes accept: computed here, step by step, and held against what the server said. */
export function HandshakeSteps({ request, answer }: HandshakeStepsProps): ReactNode {
  const handshake = useMemo(() => handshakeOf(request, answer), [request, answer]);
  const steps = (handshake?.hash.states.length ?? 1) - 1;
  const progress = useProgress(steps);
  if (!handshake) return null;
  const isDone = progress.at >= steps;
  const { key, hash, expected } = handshake;
  return (
    <section className="handshake" aria-labelledby="handshake">
      <h3 id="handshake">Does the server speak WebSocket?</h3>
      <ol>
        <li>
          <h4>The browser's key</h4>
          <code>{key}</code>
        </li>
        <li>
          <h4>with the GUID of RFC 6455 §1.3 put behind it</h4>
          <code>
            {key}
            <mark>{GUID}</mark>
          </code>
        </li>
        <li>
          <h4>hashed with SHA-1: 60 bytes become 20</h4>
          <HashSteps hash={hash} progress={progress} />
          <code>{isDone ? hex(hash.digest, " ") : "…"}</code>
        </li>
        <li>
          <h4>in base64, which makes them text</h4>
          <code>{isDone ? expected : "…"}</code>
        </li>
        <li>
          <h4>held against the server's Sec-WebSocket-Accept</h4>
          <Verdict handshake={handshake} isAnswered={answer !== undefined} isDone={isDone} />
        </li>
      </ol>
    </section>
  );
}

interface VerdictProps {
  readonly handshake: Handshake;
  readonly isAnswered: boolean;
  readonly isDone: boolean;
}

function Verdict({ handshake: { accept, expected }, isAnswered, isDone }: VerdictProps): ReactNode {
  if (!isAnswered) return <p>No answer is at hand.</p>;
  if (accept === undefined) return <p>The answer accepts nothing: it stays HTTP, and no WebSocket opens.</p>;
  return (
    <>
      <code>{accept}</code>
      <p aria-live="polite">
        {!isDone
          ? "Computing…"
          : accept === expected
            ? "✓ The same: the server has read the RFC, and frames follow on this connection."
            : "✗ Not the same: the browser must close the connection."}
      </p>
    </>
  );
}
