import { parseChannelName } from "#protocol/channel-name.ts";
import { Refusal, refuse } from "#protocol/refusal.ts";
import { decodeTokenRequest, type TokenRequest } from "#protocol/token.ts";
import { isTransport, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { isTheme, THEMES, type Theme } from "../theme/theme.ts";

/** All that a link to the chat says; the address bar holds it, but for the name, which is for whom it was made. */
export interface ChatLink {
  readonly room: string;
  readonly transport: TransportName;
  readonly name: string | undefined;
  /** How long each token lives, s: short to see one expire. */
  readonly lifeS: number;
  readonly theme: Theme;
}

export const DEFAULT_LINK: ChatLink = {
  room: "lobby",
  transport: "websocket",
  name: undefined,
  lifeS: 300,
  theme: "system",
};

const KEYS = ["room", "transport", "name", "life", "theme"];

/** Reads a link's query; throws a `Refusal` that names the field. */
export function parseChatLink(search: string): ChatLink {
  const query = new URLSearchParams(search);
  const keys = [...query.keys()];
  const unknown = keys.find((key) => !KEYS.includes(key));
  if (unknown !== undefined) refuse("bad-query", unknown, `no key but ${KEYS.join(", ")}`, unknown);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) refuse("bad-query", twice, "one value", query.getAll(twice));
  const transport = query.get("transport") ?? DEFAULT_LINK.transport;
  if (!isTransport(transport)) refuse("bad-query", "transport", TRANSPORTS.join(", "), transport);
  const theme = query.get("theme") ?? DEFAULT_LINK.theme;
  if (!isTheme(theme)) refuse("bad-query", "theme", THEMES.join(", "), theme);
  const name = query.get("name");
  return {
    room: parseRoom(query.get("room") ?? DEFAULT_LINK.room),
    transport,
    name: name === null ? undefined : askedFor({ name }, "name").name,
    lifeS: Number(
      askedFor({ name: "x", lifeS: Number(query.get("life") ?? DEFAULT_LINK.lifeS) }, "life").lifeS,
    ),
    theme,
  };
}

/** The name of a room, as a channel's name takes it; throws a `Refusal`. */
export function parseRoom(room: string): string {
  try {
    return parseChannelName(`room:${room}`).key;
  } catch {
    return refuse("bad-query", "room", "1 to 64 characters", room);
  }
}

/** A person's name, as the server takes it; throws a `Refusal`. */
export function parseName(name: string): string {
  return askedFor({ name }, "name").name;
}

/** The server's own rules, with the link's name for the field. */
function askedFor(request: TokenRequest, field: string): TokenRequest {
  try {
    return decodeTokenRequest(request);
  } catch (error) {
    throw new Refusal("bad-query", String((error as Error).message).replace(/^[^:]*/, field));
  }
}

/** Writes the link as a query; what is as by default is left out, and so is the name. */
export function formatChatLink({ room, transport, lifeS, theme }: ChatLink): string {
  const query = new URLSearchParams({ room, transport });
  if (lifeS !== DEFAULT_LINK.lifeS) query.set("life", String(lifeS));
  if (theme !== DEFAULT_LINK.theme) query.set("theme", theme);
  return query.toString();
}
