import { afterEach, describe, expect, test, vi } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { counted, createStage, type Stage } from "../testing/stage.ts";
import { CONNECT } from "./transports.ts";

afterEach(() => vi.unstubAllGlobals());

const increment = { type: "increment", payload: { by: 1 } };

/** Brings a client, whichever it is, into a state; `turn` turns the clock. */
const STATES: Readonly<
  Record<string, (stage: Stage, turn: (ms: number) => void) => Promise<unknown> | unknown>
> = {
  "on its way": () => {},
  "in peace": (stage) => {
    stage.sources[0]?.open();
    stage.sockets[0]?.open();
    return stage.fetches[0]?.answer(200, [counted(1)]);
  },
  "after half a minute of silence": (stage, turn) => {
    stage.sockets[0]?.open();
    turn(30_000);
  },
  "asking why": (stage) => {
    stage.sources[0]?.die();
    stage.sockets[0]?.end(1006);
  },
  "waiting to come back": (stage) => {
    stage.sources[0]?.open();
    stage.sources[0]?.say("<h1>");
    stage.sockets[0]?.open();
    stage.sockets[0]?.end(1006);
    return stage.fetches[0]?.lose();
  },
  refused: (stage) => {
    stage.sockets[0]?.open();
    stage.sockets[0]?.end(4500);
    return stage.fetches[0]?.answer(404);
  },
};

describe.each(TRANSPORTS)("%s", (transport) => {
  test.each(Object.keys(STATES))(
    "closed %s, it leaves no timer and no request, and says nothing more",
    async (name) => {
      const clock = createHandClock();
      const stage = createStage(clock);
      const connection = CONNECT[transport](stage.link);
      await STATES[name]?.(stage, clock.turn);
      const sent = connection.send(increment);
      const underWay = stage.requests.filter(({ outcome }) => outcome === undefined);
      connection.close();
      await expect(sent).rejects.toThrow(/not sent|lost/);

      expect(clock.waiting).toBe(0);
      expect(underWay.map(({ outcome }) => outcome)).toEqual(underWay.map(() => "cancelled"));
      expect(stage.requests.filter(({ outcome }) => outcome === undefined)).toEqual([]);
      expect(stage.fetches.map(({ isAborted }) => isAborted)).toEqual(stage.fetches.map(() => true));
      expect(stage.sockets.map(({ isClosed }) => isClosed)).toEqual(stage.sockets.map(() => true));
      expect(stage.sources.map(({ readyState }) => readyState)).toEqual(stage.sources.map(() => 2));
      const said = JSON.stringify([
        stage.states,
        stage.messages,
        stage.duplicates,
        stage.requests,
        stage.probes,
      ]);
      for (const source of stage.sources) source.close();
      for (const socket of stage.sockets) {
        socket.open();
        socket.say(counted(2));
        socket.end(1006);
      }
      clock.turn(120_000);
      await new Promise((resolve) => setImmediate(resolve));
      expect(
        JSON.stringify([stage.states, stage.messages, stage.duplicates, stage.requests, stage.probes]),
      ).toBe(said);
    },
  );
});
