import { type Network, openNetwork } from "../../../server/network/network.ts";
import { createTime } from "../../../server/time.ts";
import { answerAsks } from "../asks.ts";

/** The lab's network, with a latency or without a fault. */
const latencyMs = Number(process.argv[2] ?? 0);

answerAsks({
  async relay(to: number): Promise<number> {
    let network: Network | undefined;
    let port = 0;
    network = await openNetwork({
      open: { type: "open", seed: 1, ownServer: false, tape: false },
      host: "127.0.0.1",
      ports: undefined,
      server: { host: "127.0.0.1", port: to },
      pagePort: 0,
      time: createTime(),
      say(event) {
        if (event.type === "opened") port = event.ports.sse;
        if (event.type === "counts") network?.taken("counts");
      },
    });
    network.obey({ type: "faults", faults: { latencyMs } });
    return port;
  },
});
