import type { Cutter } from "./cutter.ts";
import { dissectMembers, utf8 } from "./dissect-members.ts";

/** The members of an envelope, in the order in which they are said. */
const MEMBERS = ["v", "type", "channel", "epoch", "seq", "at", "payload"];

/**
 * So many bytes that may be an envelope, or a list of them: member by member, as payload, and the brackets and commas
 * between envelopes as overhead. Anything else is one field `otherwise`.
 */
export function dissectEnvelopes(cut: Cutter, length: number, otherwise: string): void {
  const text = cut.peek(length);
  const envelopes = /^\s*\[?\{"v":1,/.test(text) ? splitEnvelopes(text) : undefined;
  if (!envelopes) {
    dissectMembers(cut, text, otherwise);
    return;
  }
  for (const part of envelopes) {
    if (part.startsWith("{")) dissectEnvelope(cut, part);
    else cut.take(part.length, "envelopes");
  }
}

/** A list as its brackets, envelopes and commas, in order; undefined where braces do not match. */
function splitEnvelopes(text: string): string[] | undefined {
  const parts: string[] = [];
  let start = 0;
  for (const { from, to } of objectsIn(text)) {
    if (from > start) parts.push(text.slice(start, from));
    parts.push(text.slice(from, to));
    start = to;
  }
  if (parts.length === 0) return undefined;
  if (start < text.length) parts.push(text.slice(start));
  return parts;
}

/** Where the outermost objects of some JSON stand. */
function* objectsIn(text: string): Generator<{ from: number; to: number }> {
  let depth = 0;
  let from = 0;
  for (const { index, 0: sign } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (sign === "{") {
      if (depth === 0) from = index;
      depth += 1;
    } else if (sign === "}") {
      depth -= 1;
      if (depth === 0) yield { from, to: index + 1 };
    }
  }
}

function dissectEnvelope(cut: Cutter, text: string): void {
  const starts = MEMBERS.map((name, i) => ({ name, at: i === 0 ? 0 : text.indexOf(`"${name}":`) }));
  if (starts.some(({ at }, i) => at < (starts[i - 1]?.at ?? 0))) {
    cut.take(text.length, "envelope", undefined, true);
    return;
  }
  starts.forEach(({ name, at }, i) => {
    const end = starts[i + 1]?.at ?? text.length;
    const said = text.slice(at, end);
    const isLast = i === starts.length - 1;
    const value = said.slice(said.indexOf(`"${name}":`) + name.length + 3, isLast ? -1 : undefined);
    // In the envelope the payload is what the frame around it calls the payload's payload.
    cut.take(said.length, isLast ? "value" : name, utf8(value.replace(/,$/, "")), true);
  });
}
