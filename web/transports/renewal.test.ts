import { afterEach, expect, test, vi } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { counted, createStage } from "../testing/stage.ts";
import { CONNECT } from "./transports.ts";

afterEach(() => vi.unstubAllGlobals());

test.each(TRANSPORTS)(
  "%s: whatever is asked or said after a renewal has the fresh token",
  async (transport) => {
    const time = createHandClock();
    const stage = createStage(time);
    let token = "old";
    const connection = CONNECT[transport]({ ...stage.link, token: () => token });
    const firstPath = () =>
      stage.sources.at(-1)?.path ?? stage.sockets.at(-1)?.path ?? stage.fetches.at(-1)?.path;
    expect(firstPath()).toContain("token=old");
    stage.sources[0]?.open();
    stage.sources[0]?.say(counted(7));
    stage.sockets[0]?.open();
    stage.sockets[0]?.say(counted(7));
    await stage.fetches[0]?.answer(200, [counted(7)]);

    const askedBefore = stage.fetches.length;
    token = "fresh";
    connection.renew();
    connection.send({ type: "increment", payload: { by: 1 } }).catch(() => {});
    time.turn(1000);

    const asked = stage.fetches.slice(askedBefore).map(({ path }) => path);
    for (const path of asked) expect(path).toContain("token=fresh");
    if (transport === "websocket") {
      expect(stage.sockets[0]?.sent[0]).toMatchObject({ type: "token", token: "fresh" });
      expect(stage.sockets).toHaveLength(1);
    } else expect(asked.some((path) => path.includes("/messages"))).toBe(true);
    if (transport === "sse") {
      expect(stage.sources).toHaveLength(2);
      expect(stage.sources[1]?.path).toContain("token=fresh");
      expect(stage.sources[1]?.path).toContain("after=aaaa:7");
    }
    connection.close();
  },
);
