import type { Router } from "express";
import type { Presence } from "#protocol/member.ts";
import type { Channels } from "../channels/registry.ts";
import type { Attendance } from "../presence/attendance.ts";
import type { Enter } from "./admission.ts";
import { allowOnly } from "./errors.ts";

export interface RoomsParts {
  readonly router: Router;
  readonly enter: Enter;
  readonly channels: Pick<Channels, "admit">;
  readonly attendance: Attendance;
  readonly membersOf: (channel: string) => Presence["members"];
}

/** Who is in a room, on all servers; and the way to leave it without being waited for. The channel is the room's. */
export function mountRooms({ router, enter, channels, attendance, membersOf }: RoomsParts): void {
  router.get("/channels/:channel/presence", (request, response) => {
    const channel = String(request.params.channel);
    channels.admit(channel, enter(request, "control").author);
    const members = membersOf(channel);
    response.json({
      members: members.map(({ session, user, server, transport }) => ({ session, user, server, transport })),
    } satisfies Presence);
  });
  router.post("/channels/:channel/leave", (request, response) => {
    const { author } = enter(request, "control");
    attendance.leave(String(request.params.channel), author);
    response.status(204).end();
  });
  router.all("/channels/:channel/presence", allowOnly("GET"));
  router.all("/channels/:channel/leave", allowOnly("POST"));
}
