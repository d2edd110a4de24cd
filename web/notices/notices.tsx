import { LABELS } from "#protocol/transports.ts";
import { count } from "../lanes/format.ts";
import type { DashboardState } from "../state/dashboard.ts";
import "./notices.css";

/** What the page has to say about itself: a bad link, a lost server, figures that do not agree, time that was not counted. */
export function Notices({ state: { refusal, snapshot, isStarted } }: { readonly state: DashboardState }) {
  const hidden = snapshot
    ? Math.max(...Object.values(snapshot.lanes).map(({ figures }) => figures.hiddenSamples))
    : 0;
  return (
    <div className="notices" role="status">
      {refusal && (
        <p className="notice bad">
          <b>This link cannot be run.</b> {refusal}. The settings below are the usual ones; start with these,
          or mend the link.
        </p>
      )}
      {isStarted && snapshot?.control === "lost" && (
        <p className="notice bad">
          <b>The server cannot be reached.</b> All lanes come back by themselves when it can, and the figures
          wait.
        </p>
      )}
      {snapshot?.disagreements.map(({ transport, figure, browser, server }) => (
        <p className="notice bad" data-testid="disagreement" key={`${transport} ${figure}`}>
          <b>Browser and server disagree</b> about the {figure} of {LABELS[transport]}: {count(browser)} here,{" "}
          {count(server)} there. Something between them answers or asks in their place.
        </p>
      ))}
      {hidden > 0 && (
        <p className="notice">
          This tab was hidden, where browsers slow their clocks: {count(hidden)} messages of that time are in
          no figure of time.
        </p>
      )}
    </div>
  );
}
