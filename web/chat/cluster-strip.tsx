import type { ReactNode } from "react";
import { BUS_ACTS, type BusAct, type ClusterState, SERVER_ACTS, type ServerAct } from "#protocol/cluster.ts";
import type { Chat } from "./chat-state.ts";
import { lostBy, tellBackplane, tellLink } from "./cluster-words.ts";

interface ClusterStripProps {
  readonly cluster: ClusterState;
  /** The server that this window's connection is on. */
  readonly mine: string | undefined;
  readonly refusal: string | undefined;
  readonly act: Chat["actOnCluster"];
}

/** The servers behind the front, and what they speak through; with buttons to break them. */
export function ClusterStrip({ cluster, mine, refusal, act }: ClusterStripProps): ReactNode {
  const { servers, backplane } = cluster;
  const trouble = tellBackplane(cluster);
  const lost = lostBy(cluster);
  const linked = servers.map((server) => ({ ...server, link: tellLink(server, backplane.kind) }));
  return (
    <section className="cluster panel" aria-label="Servers">
      <ul>
        {linked.map(({ name, state, link }) => (
          <li key={name} data-testid={`server-${name}`} data-state={state} data-mine={name === mine}>
            <Sign state={link === "" ? state : "without"} />
            <b className="figure">{name}</b>{" "}
            <span className="quiet">{link === "" ? state : `${state}, ${link}`}</span>
            {name === mine && <span className="provenance">you are here</span>}
            {SERVER_ACTS.filter((one) => isPossible(one, state)).map((one) => (
              <button
                key={one}
                type="button"
                aria-label={`${one} server ${name}`}
                onClick={() => act({ server: name, act: one })}
              >
                {one}
              </button>
            ))}
          </li>
        ))}
        <li data-testid="backplane" data-state={backplane.state}>
          <Sign state={lost.length > 0 && backplane.state !== "down" ? "without" : backplane.state} />
          <b>{backplane.kind === "none" ? "no backplane" : backplane.kind}</b>{" "}
          {backplane.kind !== "none" && <span className="quiet">{backplane.state}</span>}
          {BUS_ACTS.filter((one) => isPossible(one, backplane.state)).map((one) => (
            <button
              key={one}
              type="button"
              aria-label={`${one} ${backplane.kind}`}
              onClick={() => act({ backplane: one })}
            >
              {one}
            </button>
          ))}
        </li>
      </ul>
      {backplane.kind === "none" && servers.length > 1 && (
        <p data-testid="no-backplane">
          Each server remembers only its own clients. Who is on another server in the same room says things
          that nobody here hears, and no error tells either of you: that is what a backplane is for.
        </p>
      )}
      {trouble !== undefined && <p data-testid="backplane-trouble">{trouble}</p>}
      {refusal !== undefined && <p role="alert">{refusal}</p>}
    </section>
  );
}

/** A sign beside the word, so that it is seen from afar; no colour, which means transport. */
function Sign({ state }: { readonly state: string }): ReactNode {
  const sign =
    state === "up" || state === "elsewhere" ? "●" : state === "down" || state === "none" ? "○" : "◐";
  return (
    <span className="sign" aria-hidden="true">
      {sign}
    </span>
  );
}

function isPossible(act: ServerAct | BusAct, state: string): boolean {
  switch (act) {
    case "start":
      return state === "down";
    case "resume":
      return state === "paused";
    case "pause":
    case "drain":
      return state === "up";
    case "kill":
      return !["down", "none", "elsewhere"].includes(state);
  }
}
