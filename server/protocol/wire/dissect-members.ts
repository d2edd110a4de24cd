import type { Cutter } from "./cutter.ts";

/** What PROTOCOL.md calls the members of frames, of what is published, and of refusals, by where they stand. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    type: "frame type",
    id: "frame id",
    channel: "frame channel",
    after: "frame after",
    token: "frame token",
    position: "position",
    server: "server name",
    expiresAt: "expires at",
    message: "message",
    "message.id": "message id",
    "message.type": "message type",
    "message.payload": "message payload",
    error: "refusal",
    "error.code": "refusal code",
    "error.message": "refusal text",
  }),
);

interface Member {
  readonly key: string;
  /** With the brackets, the colon and the comma that belong to it. */
  readonly text: string;
  readonly value: string;
}

/**
 * JSON of this lab that is no envelope (a publish frame, its acknowledgement, a refusal), member by member: `plain` is what
 * the next bytes say, unmasked, one character a byte. Anything else is one field `otherwise`.
 */
export function dissectMembers(cut: Cutter, plain: string, otherwise: string): void {
  if (plain.length === 0) return;
  const members = membersOf(plain);
  const keys = members?.map(({ key }) => key) ?? [];
  const root = keys.includes("payload") ? "message." : keys.includes("code") ? "error." : "";
  // An error frame is a frame, and its code and message are those of a refusal.
  const isNamed = keys.length > 0 && keys.every((key) => nameOf(root, key) !== undefined);
  if (!members || !isNamed) cut.take(plain.length, otherwise, utf8(plain));
  else for (const member of members) dissectMember(cut, member, root);
}

function nameOf(root: string, key: string): string | undefined {
  return NAMES.get(root + key) ?? (root === "error." ? NAMES.get(key) : undefined);
}

/** `more` bytes behind it close what it stands in. */
function dissectMember(cut: Cutter, { key, text, value }: Member, root: string, more = 0): void {
  const name = nameOf(root, key) ?? key;
  const inner = key === "message" || key === "error" ? membersOf(value) : undefined;
  if (!inner || inner.some((each) => nameOf(`${key}.`, each.key) === undefined)) {
    cut.take(text.length + more, name, utf8(value));
    return;
  }
  const at = text.indexOf(value, key.length + 2);
  cut.take(at, name, "what follows");
  inner.forEach((each, i) => {
    const closing = i === inner.length - 1 ? text.length - at - value.length + more : 0;
    dissectMember(cut, each, `${key}.`, closing);
  });
}

/** The members of one object; undefined where the text is none, or has none. */
function membersOf(text: string): readonly Member[] | undefined {
  if (!text.startsWith('{"') || !isJson(text)) return undefined;
  const members: Member[] = [];
  let [depth, start, colon] = [0, 0, 0];
  for (const { index, 0: sign } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/gs)) {
    if (sign === "{" || sign === "[") depth += 1;
    if (sign === ":" && depth === 1) colon = index;
    if ((sign === "," || sign === "}") && depth === 1) {
      const to = sign === "," ? index + 1 : text.length;
      const key = text.slice(start, colon).replace(/^[{\s]*"|"\s*$/g, "");
      members.push({ key, text: text.slice(start, to), value: text.slice(colon + 1, index).trim() });
      start = to;
    }
    if (sign === "}" || sign === "]") depth -= 1;
  }
  return members;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One character a byte, read as what the bytes mean. */
export function utf8(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0)));
}
