/** What the supervisor of a cluster says at `GET /cluster/state`. A server by itself has no such path. */
export interface ClusterState {
  readonly servers: readonly {
    readonly name: string;
    readonly state: "starting" | "up" | "draining" | "down";
    readonly pid: number | undefined;
    /** What the server itself says of its backplane; undefined where it says nothing. */
    readonly backplane: "connecting" | "ready" | "lost" | undefined;
  }[];
  readonly backplane: {
    readonly kind: "none" | "redis" | "kafka";
    /** Of its process. `elsewhere`: it is not the cluster's own, and only the servers know how it is. */
    readonly state: "none" | "elsewhere" | "starting" | "up" | "paused" | "down";
  };
}

/** `POST /cluster/servers/{name}/{act}` */
export const SERVER_ACTS = ["kill", "drain", "start"] as const;
export type ServerAct = (typeof SERVER_ACTS)[number];

/** `POST /cluster/backplane/{act}` */
export const BUS_ACTS = ["kill", "pause", "resume", "start"] as const;
export type BusAct = (typeof BUS_ACTS)[number];
