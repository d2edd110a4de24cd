import { type ReactNode, useLayoutEffect, useSyncExternalStore } from "react";
import { Masthead, Session } from "../masthead.tsx";
import { applyTheme } from "../theme/theme.ts";
import { ChatPage } from "./chat-page.tsx";
import { Entrance } from "./entrance.tsx";
import type { Participant } from "./participant.ts";
import "../app.css";
import "./chat.css";

/** The chat's page: the entrance, and behind it the room. */
export function ChatApp({ participant }: { readonly participant: Participant }): ReactNode {
  const { subscribe, setTheme } = participant;
  const link = useSyncExternalStore(subscribe, () => participant.link);
  const chat = useSyncExternalStore(subscribe, () => participant.chat);
  useLayoutEffect(() => applyTheme(link.theme), [link.theme]);
  return (
    <div className="chat-app">
      <Masthead page="chat" theme={link.theme} setTheme={setTheme}>
        {chat && <Session session={chat.session} />}
      </Masthead>
      <main>
        {chat ? (
          <ChatPage key={`${chat.session} ${chat.room}`} chat={chat} participant={participant} />
        ) : (
          <Entrance participant={participant} />
        )}
      </main>
    </div>
  );
}
