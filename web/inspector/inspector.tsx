import type { ReactNode } from "react";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Dissection } from "../network/tape.ts";
import { ByteView } from "./byte-view.tsx";
import { CurlLine } from "./curl-line.tsx";
import { type Dissected, useDissected } from "./dissected.ts";
import { FrameHead } from "./frame-head.tsx";
import { HandshakeSteps } from "./handshake-steps.tsx";
import { InspectorHead, Times } from "./inspector-head.tsx";
import type { Neighbours } from "./neighbours.ts";
import { SplitBar } from "./split-bar.tsx";
import { Unmasking } from "./unmasking.tsx";
import { splitOf } from "./words.ts";
import "./inspector.css";
import "./steps.css";

export interface InspectorProps {
  /** The arrow that is picked. */
  readonly entry: Entry | undefined;
  /** Its request or its answer. */
  readonly pair: Entry | undefined;
  /** See `neighboursOf`. */
  readonly neighbours: Neighbours;
  /** The tape's own; the same function each time. */
  readonly dissect: (id: number) => Promise<Dissection | undefined>;
  readonly onPick: (id: number) => void;
  /** Where a copied command goes: `http://localhost:4000`. */
  readonly origin: string;
}

/** The very bytes of one arrow, and what they say. */
export function Inspector(props: InspectorProps): ReactNode {
  const { entry, pair, neighbours, dissect, onPick } = props;
  const read = useDissected(dissect, entry);
  if (!entry)
    return (
      <section className="inspector panel" aria-label="Inspector of bytes">
        <p className="inspector-state">
          Pick an arrow of the timeline, and its bytes stand here, each with its meaning.
        </p>
      </section>
    );
  const split = splitOf(entry, typeof read === "string" ? undefined : read.bytes.length);
  return (
    <section
      className="inspector panel"
      aria-label="Inspector of bytes"
      aria-busy={read === "reading"}
      {...(entry.lane !== "control" && { "data-transport": entry.lane })}
    >
      <InspectorHead entry={entry} pair={pair} neighbours={neighbours} onPick={onPick} />
      <div className="inspector-facts">
        {split && !hasNoBytes(entry) && !isGap(entry) && <SplitBar split={split} />}
        <Times entry={entry} />
      </div>
      <Inside key={entry.id} {...props} entry={entry} read={read} />
    </section>
  );
}

interface InsideProps extends InspectorProps {
  readonly entry: Entry;
  readonly read: Dissected;
}

/** All that needs the bytes, or the words for where they are. */
function Inside({ entry, pair, dissect, origin, read }: InsideProps): ReactNode {
  const { kind } = entry;
  const isHandshake = kind === "upgrade" || kind === "switch";
  const other = useDissected(dissect, isHandshake ? pair : undefined);
  if (hasNoBytes(entry))
    return (
      <State>This is TCP's own doing (SYN, FIN or RST): it has no bytes of HTTP or WebSocket in it.</State>
    );
  if (isGap(entry))
    return (
      <State>
        A gap: {entry.label}. What comes after it is read on from where the next piece begins, so the first of
        it may seem out of place.
      </State>
    );
  if (read === "reading") return <State>Reading the bytes…</State>;
  if (read === "gone")
    return (
      <State>
        These bytes are gone: the tape is a ring, and newer ones took their place. What is known of the arrow
        stays.
      </State>
    );
  if (read.bytes.length === 0) return <State>No byte of it has come yet.</State>;
  const { bytes } = read;
  const otherBytes = typeof other === "string" ? undefined : other.bytes;
  const request = kind === "upgrade" ? bytes : otherBytes;
  return (
    <>
      {kind === "malformed" && (
        <p className="inspector-warning" role="note">
          <strong>✗ Out of place: {entry.label}.</strong> From here on nothing on this connection can be
          trusted to mean what it seems to, so nothing after it is read.
        </p>
      )}
      {entry.end === undefined && <p className="inspector-note quiet">More of it is still to come.</p>}
      {FRAMES.includes(kind) && <FrameHead bytes={bytes} />}
      <ByteView dissection={read} kind={kind} />
      {isHandshake && request && (
        <HandshakeSteps request={request} answer={kind === "switch" ? bytes : otherBytes} />
      )}
      {entry.from === "client" && FRAMES.includes(kind) && <Unmasking bytes={bytes} />}
      {entry.from === "client" && <CurlLine bytes={bytes} kind={kind} origin={origin} />}
    </>
  );
}

const FRAMES: readonly Entry["kind"][] = ["text", "binary", "ping", "pong", "close"];

function State({ children }: { readonly children: ReactNode }): ReactNode {
  return <p className="inspector-state">{children}</p>;
}

/** It stands for bytes that the tape does not have. */
function isGap({ kind, start, end }: Entry): boolean {
  return kind === "malformed" && start === end;
}

function hasNoBytes({ kind }: Entry): boolean {
  return kind === "opened" || kind === "ended";
}
