import { type ReactNode, useSyncExternalStore } from "react";
import { LABELS } from "#protocol/transports.ts";
import type { Disagreement, Snapshot } from "../measuring/snapshot.ts";
import type { ByteDisagreement } from "../network/truth.ts";
import { useLab, useLabState, useNetwork, useSlowSnapshot, useSnapshot } from "../state/lab-context.ts";
import "./notices.css";

interface Notice {
  readonly key: string;
  readonly sign: string;
  readonly words: string;
}

/** What a person should know before trusting a figure. Each is said once, politely, when it comes up. */
export function Notices(): ReactNode {
  const { engine, truth } = useLab();
  const failure = useSyncExternalStore(engine.subscribe, () => engine.failure);
  const control = useSnapshot((snapshot) => snapshot?.control);
  const { isRunning, trace } = useLabState();
  const network = useNetwork();
  const snapshot = useSlowSnapshot(1000);
  const notices: Notice[] = [];
  if (failure)
    notices.push({
      key: "failure",
      sign: "✗",
      words: `Measuring has stopped: ${failure}. Load the page again.`,
    });
  if (isRunning && control === "lost" && network.phase !== "gone")
    notices.push({
      key: "lost",
      sign: "✗",
      words:
        "The server cannot be reached. Each lane comes back by itself, as its transport does; nothing has to be pressed.",
    });
  if (isRunning && control === "refused")
    notices.push({
      key: "refused",
      sign: "✗",
      words:
        "The server has said that this session is not to come back: its clock and the server's figures are known no more. Load the page again.",
    });
  if (network.phase === "gone")
    notices.push({
      key: "network-gone",
      sign: "✗",
      words: `The network between page and server is gone: ${network.trouble}. Begin the run again, or go straight to the server.`,
    });
  else if (network.trouble !== undefined)
    notices.push({
      key: "network-refused",
      sign: "!",
      words: `The network did not do that: ${network.trouble}.`,
    });
  if (network.down?.failure !== undefined)
    notices.push({
      key: "server-failed",
      sign: "✗",
      words: `The network's server does not come back: ${network.down.failure}. It is tried until it does.`,
    });
  if (snapshot && hiddenSamples(snapshot) > 0)
    notices.push({
      key: "hidden",
      sign: "!",
      words: `This tab was hidden for a while. Browsers slow hidden tabs down, so ${hiddenSamples(snapshot)} samples from then are in no figure of time.`,
    });
  if (snapshot && snapshot.eventsLeftOut > 0)
    notices.push({
      key: "left-out",
      sign: "!",
      words: "More happens than can be drawn: the time axis has gaps, the figures have none.",
    });

  const differences = [
    ...(snapshot?.disagreements.map(sayDisagreement) ?? []),
    ...(trace ? [] : truth.list.map(sayByteDisagreement)),
  ];

  return (
    <>
      <div className="notices" role="status">
        {notices.map(({ key, sign, words }) => (
          <p key={key} className="notice panel">
            <b aria-hidden="true">{sign}</b> {words}
          </p>
        ))}
      </div>
      {/* Counts change each second: only that there are two of them is read aloud, and once. */}
      <p className="unseen" role="status">
        {differences.map(({ what }) => `${what}.`).join(" ")}
      </p>
      {differences.length > 0 && (
        <p className="notice panel" data-testid="disagreement">
          <b aria-hidden="true">≠</b> {differences.map(({ what, counts }) => `${what}: ${counts}.`).join(" ")}{" "}
          Trust neither before you know why.
        </p>
      )}
    </>
  );
}

function hiddenSamples({ lanes }: Snapshot): number {
  return Object.values(lanes).reduce((sum, { figures }) => sum + figures.hiddenSamples, 0);
}

interface Difference {
  readonly what: string;
  readonly counts: string;
}

function sayDisagreement({ transport, figure, browser, server }: Disagreement): Difference {
  return {
    what: `Browser and server disagree on the ${figure} of ${LABELS[transport]}`,
    counts: `the browser counts ${browser}, the server ${server}`,
  };
}

function sayByteDisagreement({ transport, figure, network, server }: ByteDisagreement): Difference {
  const direction = figure === "bytesIn" ? "to the server" : "from the server";
  return {
    what: `Network and server disagree on the bytes ${direction} on ${LABELS[transport]}`,
    counts: `the network counts ${network}, the server ${server}`,
  };
}
