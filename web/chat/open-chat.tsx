import type { Root } from "react-dom/client";
import { ChatApp } from "./chat-app.tsx";
import { createParticipant } from "./participant.ts";

/** The chat: one participant in one room. */
export function openPage(root: Root): void {
  document.title = "Chat · Realtime Ladder";
  root.render(<ChatApp participant={createParticipant()} />);
}
