import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { IssuedToken } from "#protocol/token.ts";
import { channelPath } from "#protocol/transports.ts";

const CHANNEL = "room:warm-up";

/** Has each server listen and speak once: connections to the backplane that are opened when first needed then stand. */
export async function warmUp(members: readonly { readonly name: string; readonly port: number }[]) {
  for (const { name, port } of members) {
    const { token } = (await insist(port, "POST", "/api/tokens", { name })) as IssuedToken;
    const query = `?session=${name}&token=${token}`;
    await insist(port, "GET", `${channelPath(CHANNEL, "short-polling")}${query}`);
    await insist(port, "POST", `${channelPath(CHANNEL, "messages")}${query}`, {
      type: "said",
      payload: { text: "warm" },
    });
  }
}

/** Asks until it is answered well: the backplane may not be ready yet. Leaves no connection behind, as `fetch` would. */
async function insist(port: number, method: string, path: string, body?: object): Promise<unknown> {
  for (let i = 0; i < 100; i += 1) {
    const headers = { "Content-Type": "application/json" };
    const asked = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
    asked.end(body && JSON.stringify(body));
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const said = await json(answer);
    if ((answer.statusCode ?? 500) < 300) return said;
    await pause(100);
  }
  throw new Error(`${method} ${path}: no good answer on port ${port}`);
}
