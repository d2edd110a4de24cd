import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { answerAsks } from "../asks.ts";

/** The floor for a relay in Node: two sockets, piped into each other. */
answerAsks({
  async relay(to: number): Promise<number> {
    const server = createServer({ noDelay: true }, (client) => {
      const far = connect({ port: to, host: "127.0.0.1", noDelay: true });
      client.pipe(far).pipe(client);
      client.on("error", () => far.destroy()).on("close", () => far.destroy());
      far.on("error", () => client.destroy());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  },
});
