import { createPageTime } from "../measuring/page-time.ts";
import { createSessionId } from "../state/session-id.ts";
import type { Theme } from "../theme/theme.ts";
import { CONNECT } from "../transports/transports.ts";
import { createChat } from "./chat.ts";
import { type ChatLink, DEFAULT_LINK, formatChatLink, parseChatLink } from "./chat-link.ts";
import type { Chat } from "./chat-state.ts";
import { leaveKept, takeKept } from "./kept.ts";

/** Who sits before this window: what the link says, and, once there is a name, the chat. */
export interface Participant {
  readonly link: ChatLink;
  /** Why the link was refused, in words. */
  readonly refusal: string | undefined;
  readonly chat: Chat | undefined;
  subscribe(changed: () => void): () => void;
  /** Changes the link, and the address bar with it. */
  change(part: Partial<ChatLink>): void;
  setTheme(theme: Theme): void;
  enter(name: string): void;
  /** Goes to another room, or away, and says goodbye to this one. */
  goTo(room: string): void;
  leave(): void;
}

/** The one of this window: it outlives a reload, by what it leaves in the session's storage. */
export function createParticipant(): Participant {
  const subscribers = new Set<() => void>();
  let kept = takeKept(sessionStorage);
  let link = DEFAULT_LINK;
  let refusal: string | undefined;
  let chat: Chat | undefined;

  function changed(): void {
    for (const tell of subscribers) tell();
  }

  function change(part: Partial<ChatLink>): void {
    link = { ...link, ...part };
    refusal = undefined;
    history.replaceState(null, "", `?${formatChatLink(link)}`);
    changed();
  }

  function enter(name: string): void {
    const session = kept?.session ?? createSessionId();
    const { room, transport, lifeS } = link;
    chat = createChat({
      origin: location.origin,
      session,
      name,
      room,
      transport,
      lifeS,
      kept,
      time: createPageTime(),
      random: Math.random,
      newId: () => createSessionId() + createSessionId(),
      connect: CONNECT,
      locks: navigator.locks,
    });
    change({ name: undefined });
  }

  function end(): void {
    if (!chat) return;
    kept = chat.keep();
    chat.leave();
    chat.close();
    chat = undefined;
  }

  try {
    link = parseChatLink(location.search);
    // A link that is for somebody else begins with nothing of who was here before.
    if (link.name !== undefined && link.name !== kept?.name) kept = undefined;
    const name = link.name ?? kept?.name;
    if (name !== undefined) enter(name);
  } catch (error) {
    refusal = (error as Error).message;
  }
  addEventListener("pagehide", () => {
    const keeps = chat?.keep() ?? kept;
    if (keeps) leaveKept(sessionStorage, keeps);
  });
  // A page that comes back from the browser's cache goes on as it was, and must not find itself once more.
  addEventListener("pageshow", ({ persisted }) => void (persisted && takeKept(sessionStorage)));

  return {
    get link() {
      return link;
    },
    get refusal() {
      return refusal;
    },
    get chat() {
      return chat;
    },
    subscribe(tell) {
      subscribers.add(tell);
      return () => subscribers.delete(tell);
    },
    change(part) {
      if (part.transport) chat?.setTransport(part.transport);
      change(part);
    },
    setTheme: (theme) => change({ theme }),
    enter,
    goTo(room) {
      const name = chat?.name;
      end();
      change({ room });
      if (name !== undefined) enter(name);
    },
    leave() {
      end();
      kept = undefined;
      change({});
    },
  };
}
