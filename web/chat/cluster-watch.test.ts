import { expect, test } from "vitest";
import type { ClusterState } from "#protocol/cluster.ts";
import { createClusterWatch } from "./cluster-watch.ts";

const clusterOf = (...links: ClusterState["servers"][number]["backplane"][]): ClusterState => ({
  servers: links.map((backplane, i) => ({ name: `s${i + 1}`, state: "up", pid: i, backplane })),
  backplane: { kind: "redis", state: "up" },
});

test("what waits goes on when a server has its backplane again, and not when its process runs", async () => {
  const answers = [
    clusterOf("ready", "ready"),
    clusterOf("lost", "lost"),
    clusterOf("connecting", "lost"),
    clusterOf("ready", "lost"),
    clusterOf("ready", "ready"),
    clusterOf("ready", "ready"),
  ];
  const ups: number[] = [];
  let looks = 0;
  await new Promise<void>((resolve) => {
    const watch = createClusterWatch({
      time: {
        now: () => 0,
        after(_ms, again) {
          if (looks < answers.length) again();
          else resolve();
          return () => {};
        },
      },
      ask: async () => answers[looks++] as ClusterState,
      changed() {},
      backplaneUp: () => ups.push(looks),
    });
    watch.begin();
  });
  expect(ups).toEqual([1, 4, 5]);
});
