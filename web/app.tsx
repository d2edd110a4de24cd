import { type ReactNode, useEffect, useLayoutEffect } from "react";
import { Charts } from "./charts/charts.tsx";
import { Comparison } from "./comparison/comparison.tsx";
import { Controls } from "./controls/controls.tsx";
import { TraceNotice } from "./exports/trace-notice.tsx";
import { LabPage } from "./labs/lab-page.tsx";
import { Ladder } from "./lanes/ladder.tsx";
import { LabMasthead } from "./masthead.tsx";
import { Announcer } from "./notices/announcer.tsx";
import { BadLink } from "./notices/bad-link.tsx";
import { Notices } from "./notices/notices.tsx";
import type { Lab } from "./state/lab.ts";
import { LabContext, useLab, useLabState } from "./state/lab-context.ts";
import { applyTheme } from "./theme/theme.ts";
import "./app.css";

export interface AppProps {
  readonly lab: Lab;
  /** The guided lab that the path names: its prose stands beside the dashboard, which is its instrument. */
  readonly guide: string | undefined;
}

export function App({ lab, guide }: AppProps): ReactNode {
  return (
    <LabContext value={lab}>
      <LabMasthead guide={guide} />
      <main>
        {guide === undefined ? (
          <Instrument />
        ) : (
          <LabPage slug={guide}>
            <Instrument />
          </LabPage>
        )}
      </main>
    </LabContext>
  );
}

function Instrument(): ReactNode {
  const { engine } = useLab();
  const { settings, refusal } = useLabState();
  useLayoutEffect(() => applyTheme(settings.theme), [settings.theme]);
  useEffect(() => {
    const tell = () => engine.send({ type: "visibility", hidden: document.hidden });
    tell(); // a link may be opened in a tab behind this one
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [engine]);
  return (
    <div className="instrument">
      <Announcer />
      {refusal !== undefined && <BadLink refusal={refusal} />}
      <Controls />
      <Notices />
      <TraceNotice />
      <Ladder />
      <Charts />
      <Comparison />
    </div>
  );
}
