import type { Act, LanePort, NetworkEvent, NetworkRequest } from "#protocol/network.ts";
import { NETWORK_SUBPROTOCOL } from "#protocol/transports.ts";

/** The lab's own network between clients and server, for clients that are no page. */
export interface Ports {
  readonly ports: Readonly<Record<LanePort, number>>;
  act(act: Act): void;
  close(): void;
}

export function openNetwork(origin: string, session: string): Promise<Ports> {
  const url = `${origin.replace(/^http/, "ws")}/api/sessions/${session}/network`;
  const socket = new WebSocket(url, NETWORK_SUBPROTOCOL);
  const ask = (request: NetworkRequest) => socket.send(JSON.stringify(request));
  return new Promise((resolve, reject) => {
    socket.onopen = () => ask({ type: "open", seed: 1, ownServer: false, tape: false });
    socket.onclose = ({ reason }) => reject(new Error(`no network: ${reason}`));
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(data) as NetworkEvent;
      if (event.type === "error") reject(new Error(event.message));
      if (event.type !== "opened") return;
      resolve({
        ports: event.ports,
        act: (act) => ask({ type: "act", act }),
        close: () => socket.close(),
      });
    };
  });
}
