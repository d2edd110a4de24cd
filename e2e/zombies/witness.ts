import type { Envelope } from "#protocol/envelope.ts";
import type { MemberPayload } from "#protocol/member.ts";
import type { SessionMeter } from "#protocol/meter.ts";
import type { IssuedToken } from "#protocol/token.ts";
import { channelPath, SUBPROTOCOL } from "#protocol/transports.ts";
import type { Peer } from "./members.ts";

/** What became of a peer at the server, ms since it died; undefined where it had not by the end. */
export interface Fate {
  /** Its room said that it had left. */
  readonly leftAfter: number | undefined;
  /** The server had closed its connection. */
  readonly freedAfter: number | undefined;
}

export interface Witness {
  /** Before they come. */
  enter(room: string): Promise<void>;
  /** Has died now: what happens to it from here on is noted. */
  died(peers: readonly Peer[]): void;
  /** Undefined while it has not died. */
  fateOf(peer: Peer): Fate;
  close(): void;
}

const LOOK_MS = 200;

/** Gets a token that outlives the whole measurement. */
export async function enrol(origin: string, name: string): Promise<string> {
  const answer = await fetch(`${origin}/api/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name, lifeS: 3600 }),
  });
  return ((await answer.json()) as IssuedToken).token;
}

/** Sits in the rooms and beside the meters, on connections that nothing happens to. */
export async function openWitness(origin: string): Promise<Witness> {
  const token = await enrol(origin, "Witness");
  const sockets: WebSocket[] = [];
  const deaths = new Map<string, { readonly peer: Peer; readonly at: number }>();
  const left = new Map<string, number>();
  const freed = new Map<string, number>();

  async function enter(room: string): Promise<void> {
    const query = new URLSearchParams({ session: "witness", token });
    const url = `${origin.replace(/^http/, "ws")}${channelPath(room, "websocket")}?${query}`;
    const socket = new WebSocket(url, SUBPROTOCOL);
    sockets.push(socket);
    socket.onmessage = ({ data }) => {
      const { type, payload } = JSON.parse(data) as Envelope;
      if (type === "left") left.set((payload as MemberPayload).session, Date.now());
    };
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("the witness was not let in"));
    });
  }

  async function look({ session, transport }: Peer): Promise<void> {
    if (freed.has(session)) return;
    const answer = await fetch(`${origin}/api/sessions/${session}/meter`);
    const { transports } = (await answer.json()) as SessionMeter;
    if (transports[transport]?.connections.open === 0) freed.set(session, Date.now());
  }
  const timer = setInterval(() => {
    for (const { peer } of deaths.values()) void look(peer).catch(() => {});
  }, LOOK_MS);

  return {
    enter,
    died(peers) {
      const at = Date.now();
      for (const peer of peers) deaths.set(peer.session, { peer, at });
    },
    fateOf({ session }) {
      const at = deaths.get(session)?.at ?? Number.NaN;
      const since = (moment: number | undefined) => (moment === undefined ? undefined : moment - at);
      return { leftAfter: since(left.get(session)), freedAfter: since(freed.get(session)) };
    },
    close() {
      clearInterval(timer);
      for (const socket of sockets) socket.close();
    },
  };
}
