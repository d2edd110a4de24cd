/** What a body, an event or a frame holds of envelopes. */
export interface Meaning {
  /** In a few words: "counter 17", "3 messages", "ack". */
  readonly label: string;
  readonly seqs: readonly number[];
  /** The epoch of each of them. */
  readonly epochs: readonly string[];
  /** When each of them was published, ms since 1970. */
  readonly ats: readonly number[];
  /** Bytes of the envelopes, without what stands around them. */
  readonly payloadBytes: number;
}

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

interface MaybeEnvelope {
  readonly v?: unknown;
  readonly type?: unknown;
  readonly epoch?: unknown;
  readonly seq?: unknown;
  readonly at?: unknown;
}

/** Reads JSON that may be an envelope, an array of them, or another frame of the protocol. Never throws. */
export function readMeaning(text: string): Meaning {
  const value = parse(text);
  if (Array.isArray(value)) {
    const envelopes = value.filter(isEnvelope);
    const commas = Math.max(0, value.length - 1);
    const payloadBytes = envelopes.length > 0 ? bytesOf(text.trim()) - 2 - commas : 0;
    const label = envelopes.length === 1 ? labelOf(envelopes[0] ?? {}) : `${envelopes.length} messages`;
    return { label, ...messagesOf(envelopes), payloadBytes };
  }
  if (isEnvelope(value))
    return { label: labelOf(value), ...messagesOf([value]), payloadBytes: bytesOf(text) };
  return { label: typeOf(value), ...messagesOf([]), payloadBytes: 0 };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is MaybeEnvelope {
  const { v, seq } = (value ?? {}) as MaybeEnvelope;
  return v === 1 && typeof seq === "number";
}

/** A `dropped` speaks of messages and brings none. A `reset` brings the newest, but was itself said later than that. */
function messagesOf(envelopes: readonly MaybeEnvelope[]): Pick<Meaning, "seqs" | "epochs" | "ats"> {
  const messages = envelopes.filter(({ type }) => type !== "dropped");
  return {
    seqs: messages.map(({ seq }) => Number(seq)),
    epochs: messages.map(({ epoch }) => String(epoch)),
    ats: messages.map(({ type, at }) => (type === "reset" ? Number.NaN : Number(at))),
  };
}

function labelOf({ type, seq }: MaybeEnvelope): string {
  return `${String(type)} ${String(seq)}`;
}

function typeOf(value: unknown): string {
  const { type } = (value ?? {}) as MaybeEnvelope;
  return typeof type === "string" ? type : "";
}
