import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClusterState } from "#protocol/cluster.ts";
import { freePorts } from "../backplane/own-process.ts";
import { answerApi } from "./api.ts";
import { type Bus, type BusKind, startBus } from "./bus.ts";
import { createMember, type Member } from "./member.ts";
import { startNginx } from "./nginx.ts";

export interface ClusterParts {
  readonly servers: number;
  readonly backplane: BusKind;
  readonly host: string;
  /** Of the front; 0: any that is free. */
  readonly port: number;
  readonly log: (line: string) => void;
  /** Where `REDIS_URL` and `KAFKA_BROKERS` may name what is there already; this process's, where it is not given. */
  readonly env?: NodeJS.ProcessEnv;
  /** Of the environment of each server, by its number from 0. */
  readonly envOf?: (index: number) => Readonly<Record<string, string>>;
}

/** Servers, what they speak through, and nginx in front: all real, and all of it stops with `close`. */
export interface Cluster {
  readonly url: string;
  /** Of nginx. */
  readonly port: number;
  readonly members: readonly Member[];
  readonly bus: Bus;
  /** Ends nginx alone: no connection comes to a server any more. */
  closeFront(): Promise<void>;
  /** As it is now; what the servers say of the backplane is as of when it was last asked for at `/cluster/state`. */
  state(): ClusterState;
  close(): Promise<void>;
}

/** How long a draining server lets go of its clients, s. */
const DRAIN_S = 5;

export async function startCluster(parts: ClusterParts): Promise<Cluster> {
  const { servers, backplane, host, port, log, env: outer = process.env, envOf = () => ({}) } = parts;
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const bus = await startBus(backplane, log, outer);
    closing.push(bus.close);
    const [free = 0, ...ports] = await freePorts(servers + 1);
    const front = port === 0 ? free : port;
    const env = {
      ...bus.env,
      TOKEN_SECRET: randomBytes(32).toString("hex"),
      DRAIN_S: String(DRAIN_S),
      PAGE_PORT: String(front), // pages come from there, and ask the ports of a network, too
    };
    const members: Member[] = [];
    for (const [i, port] of ports.entries()) {
      const member = createMember({ name: `s${i + 1}`, port, env: { ...env, ...envOf(i) }, log });
      members.push(member);
      closing.push(member.kill);
    }
    await Promise.all(members.map((member) => member.start()));

    const state = (): ClusterState => ({
      servers: members.map(({ name, state, pid, backplane }) => ({ name, state, pid, backplane })),
      backplane: { kind: backplane, state: bus.state },
    });
    const api = createServer(answerApi({ members, bus, state, log })).listen(0, "127.0.0.1");
    await once(api, "listening");
    closing.push(async () => {
      api.closeAllConnections();
      api.close();
    });
    const nginx = await startNginx({
      address: `${host.includes(":") ? `[${host}]` : host}:${front}`,
      ports: members.map((member) => member.port),
      supervisor: `127.0.0.1:${(api.address() as AddressInfo).port}`,
      log,
    });
    closing.push(nginx.close);
    const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
    return {
      url: `http://${shown}:${front}`,
      port: front,
      members,
      bus,
      closeFront: nginx.close,
      state,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
