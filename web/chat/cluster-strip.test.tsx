import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { ClusterState } from "#protocol/cluster.ts";
import { ClusterStrip } from "./cluster-strip.tsx";
import { tellBackplane } from "./cluster-words.ts";

type Link = ClusterState["servers"][number]["backplane"];

function clusterOf(state: ClusterState["backplane"]["state"], ...links: readonly Link[]): ClusterState {
  const servers = links.map((backplane, i) => ({
    name: `s${i + 1}`,
    state: "up" as const,
    pid: i,
    backplane,
  }));
  return { servers, backplane: { kind: state === "none" ? "none" : "redis", state } };
}

const draw = (cluster: ClusterState) =>
  renderToStaticMarkup(<ClusterStrip cluster={cluster} mine="s1" refusal={undefined} act={() => {}} />);
const buttonsOn = (html: string) =>
  [...html.matchAll(/aria-label="(\w+) redis"/g)].map(([, act]) => String(act));

describe("what is said of the backplane", () => {
  test.for([
    ["up", ["ready", "ready"], undefined],
    ["elsewhere", ["ready", "ready"], undefined],
    ["none", ["ready", "ready"], undefined],
    ["down", ["ready", "ready"], "redis is down."],
    ["down", ["lost", "ready"], "redis is down, and s1 has lost it."],
    ["down", ["lost", "lost"], "redis is down, and s1 and s2 have lost it."],
    ["starting", ["lost", "lost", "lost"], "redis is starting, and s1, s2 and s3 have lost it."],
    ["up", ["ready", "lost"], "s2 has lost redis."],
    ["elsewhere", ["lost", "lost"], "s1 and s2 have lost redis."],
  ] as const)("%s, servers %o", ([state, links, words]) => {
    const told = tellBackplane(clusterOf(state, ...links));
    if (words === undefined) expect(told).toBeUndefined();
    else expect(told).toContain(`${words} A server without it knows only its own clients`);
  });

  test("a server that is down has lost nothing", () => {
    const { servers, backplane } = clusterOf("up", "lost", "ready");
    const down = servers.map((one) => (one.name === "s1" ? { ...one, state: "down" as const } : one));
    expect(tellBackplane({ servers: down, backplane })).toBeUndefined();
  });
});

test("each server says for itself that it has lost the backplane", () => {
  const html = draw(clusterOf("up", "lost", "ready"));
  expect(html).toMatch(/s1<\/b> <span class="quiet">up, has lost redis</);
  expect(html).toMatch(/s2<\/b> <span class="quiet">up</);
});

test("only what can be done is offered", () => {
  expect(buttonsOn(draw(clusterOf("up", "ready")))).toEqual(["kill", "pause"]);
  expect(buttonsOn(draw(clusterOf("paused", "lost")))).toEqual(["kill", "resume"]);
  expect(buttonsOn(draw(clusterOf("down", "lost")))).toEqual(["start"]);
  expect(buttonsOn(draw(clusterOf("starting", "lost")))).toEqual(["kill"]);
  expect(buttonsOn(draw(clusterOf("elsewhere", "lost")))).toEqual([]);
});
