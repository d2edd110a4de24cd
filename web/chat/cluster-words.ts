import type { ClusterState } from "#protocol/cluster.ts";

type Server = ClusterState["servers"][number];

/** Servers that run, and say themselves that the backplane is not there for them. */
export function lostBy({ servers, backplane }: ClusterState): readonly Server[] {
  if (backplane.kind === "none") return [];
  return servers.filter(({ state, backplane }) => state !== "down" && backplane === "lost");
}

/** What a server says of its backplane, where there is anything to say. */
export function tellLink({ state, backplane }: Server, kind: ClusterState["backplane"]["kind"]): string {
  if (kind === "none" || state === "down") return "";
  if (backplane === "lost") return `has lost ${kind}`;
  return backplane === "connecting" ? `not with ${kind} yet` : "";
}

/** What is wrong between the servers and their backplane, in words; undefined where nothing is. */
export function tellBackplane(cluster: ClusterState): string | undefined {
  const { kind, state } = cluster.backplane;
  if (kind === "none") return undefined;
  const isAway = state !== "up" && state !== "elsewhere";
  const names = lostBy(cluster).map(({ name }) => name);
  if (!isAway && names.length === 0) return undefined;
  const is = isAway ? `${kind} is ${state}` : "";
  const have = names.length > 0 ? `${listed(names)} ${names.length > 1 ? "have" : "has"} lost` : "";
  const what = is && have ? `${is}, and ${have} it` : is || `${have} ${kind}`;
  return `${what}. A server without it knows only its own clients: what is said there waits, and nothing that was acknowledged is lost.`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1);
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${last}` : String(last);
}
