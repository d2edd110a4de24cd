import { createServer, type Server } from "node:net";
import { Refusal } from "#protocol/refusal.ts";

/** From the first to the last; undefined: any that is free. */
export type PortRange = readonly [first: number, last: number] | undefined;

/** Listens on so many ports of a host, or on none: then a `Refusal` says that they have run out. */
export async function listenOnPorts(count: number, host: string, range: PortRange): Promise<Server[]> {
  const servers: Server[] = [];
  const [first, last] = range ?? [0, 0];
  for (let port = first; servers.length < count; port += range ? 1 : 0) {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const failure = port > last ? "no more" : await listen(server, port, host);
    if (failure === undefined) servers.push(server);
    else if (failure !== "EADDRINUSE" || !range) {
      for (const one of servers) one.close();
      throw new Refusal("too-many-networks", `ports: expected ${count} free ones, found ${servers.length}`);
    }
  }
  return servers;
}

/** Resolves with the code of what went wrong, or undefined. */
function listen(server: Server, port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Stays on: an accept that fails later, for want of file descriptors, is one connection less and no crash.
    server.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? "unknown"));
    server.listen(port, host, () => resolve(undefined));
  });
}
