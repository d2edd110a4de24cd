import type { IncomingMessage, RequestListener } from "node:http";
import { BUS_ACTS, type ClusterState, SERVER_ACTS } from "#protocol/cluster.ts";
import { Refusal, refuse } from "#protocol/refusal.ts";
import type { Bus } from "./bus.ts";
import type { Member } from "./member.ts";

export interface ApiParts {
  readonly members: readonly Member[];
  readonly bus: Pick<Bus, "acts">;
  readonly state: () => ClusterState;
  readonly log: (line: string) => void;
}

/** `GET /cluster/state`, and the buttons. Everyone may look; only who sits at this machine may kill. */
export function answerApi({ members, bus, state, log }: ApiParts): RequestListener {
  function act(request: IncomingMessage): Promise<void> {
    requireHome(request);
    const [, , what, ...path] = (request.url ?? "").split("/");
    if (what === "servers") {
      const [name, wanted] = path;
      const member = members.find((one) => one.name === name);
      if (!member) return refuse("unknown-path", "server", members.map((one) => one.name).join(", "), name);
      const known = SERVER_ACTS.find((one) => one === wanted);
      return known ? member[known]() : refuse("unknown-path", "act", SERVER_ACTS.join(", "), wanted);
    }
    if (what === "backplane") {
      const known = BUS_ACTS.find((one) => one === path[0]);
      return known ? bus.acts[known]() : refuse("unknown-path", "act", BUS_ACTS.join(", "), path[0]);
    }
    return refuse("unknown-path", "path", "servers or backplane", what);
  }

  return async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
      response.end(`${JSON.stringify(body)}\n`);
    };
    try {
      if (request.method === "POST") {
        log(`${request.url}`);
        act(request).catch((error: Error) => log(`${request.url}: ${error.message}`));
        answer(202, state());
      } else if (request.url === "/cluster/state") {
        await Promise.all(members.map((member) => member.look()));
        answer(200, state());
      } else refuse("unknown-path", "path", "/cluster/state", request.url);
    } catch (error) {
      if (error instanceof Refusal) answer(error.status, error.body);
      else answer(500, new Refusal("internal-error", "the supervisor failed").body);
    }
  };
}

/** A page of another site may not press the buttons, nor may another machine; nginx says who asks. */
function requireHome({ headers }: IncomingMessage): void {
  const address = String(headers["x-real-ip"] ?? "");
  if (!/^(127\.|::1$|::ffff:127\.)/.test(address))
    refuse("foreign-origin", "address", "this machine's own", address);
  const { origin, host } = headers;
  if (origin !== undefined && origin !== `http://${host}`)
    refuse("foreign-origin", "Origin", `http://${host}`, origin);
}
