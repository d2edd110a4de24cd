import type { Envelope } from "#protocol/envelope.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { LaneState } from "../measuring/snapshot.ts";
import type { Connection, Link, Listener } from "../transports/transport.ts";
import type { CONNECT } from "../transports/transports.ts";

/** One channel that is listened to, by a transport that may be changed: the position is kept, so nothing is lost or twice. */
export interface Ear {
  readonly state: LaneState;
  /** Opens the channel by a transport, from where the reader is. */
  listen(transport: TransportName): void;
  /** Opens it from nothing: all that is kept of it comes anew. */
  listenAnew(): void;
  send: Connection["send"];
  /** There is a fresh token. */
  renew(): void;
  close(): void;
}

export interface EarParts extends Pick<Link, "channelUrl" | "session" | "time" | "random"> {
  readonly token: () => string;
  readonly connect: typeof CONNECT;
  /** Where the reader is. */
  readonly position: () => string | undefined;
  readonly heard: (envelope: Envelope) => void;
  readonly became: (state: LaneState) => void;
  readonly server: (name: string) => void;
  readonly expiring: () => void;
  /** Something has passed on the lane, and has cost something. */
  readonly passed: () => void;
}

/** Chat is read by people: a poll every two seconds is what a person would bear. */
const SETTINGS = { pollMs: 2000, holdS: 25, etag: false };

export function createEar(parts: EarParts): Ear {
  const { connect, position, heard, became, server, expiring, passed } = parts;
  let connection: Connection | undefined;
  let transport: TransportName | undefined;
  let state: LaneState = { kind: "off" };

  function open(after: string | undefined): void {
    connection?.close();
    connection = undefined;
    if (!transport) return;
    let mine: Connection | undefined;
    // The first calls come from within `connect`, before there is a connection to compare with.
    const isCurrent = () => mine === undefined || connection === mine;
    const listener: Listener = {
      message(envelope) {
        passed();
        if (isCurrent()) heard(envelope);
      },
      duplicate: passed,
      state(next) {
        if (!isCurrent()) return;
        state = next;
        became(next);
      },
      request() {
        passed();
        return passed;
      },
      server(name) {
        if (isCurrent()) server(name);
      },
      expiring,
      probe: passed,
    };
    mine = connect[transport]({ ...parts, after, settings: () => SETTINGS, listener });
    connection = mine;
  }

  return {
    get state() {
      return state;
    },
    listen(next) {
      transport = next;
      open(position());
    },
    listenAnew: () => open(undefined),
    send: async (message, channel) => {
      if (!connection) throw new Error("not sent: there is no connection");
      return connection.send(message, channel);
    },
    renew() {
      // What was refused for its token is over; all else goes on with the fresh one.
      if (state.kind === "refused") open(position());
      else connection?.renew();
    },
    close() {
      connection?.close();
      connection = undefined;
      state = { kind: "off" };
    },
  };
}
