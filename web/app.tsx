import { useSyncExternalStore } from "react";
import { Charts } from "./charts/charts.tsx";
import { ComparisonTable } from "./comparison/comparison-table.tsx";
import { RunBar } from "./controls/run-bar.tsx";
import { labIn } from "./labs/lab-list.ts";
import { LabPage } from "./labs/lab-page.tsx";
import { duration, inWords } from "./lanes/format.ts";
import { Ladder } from "./lanes/ladder.tsx";
import { Notices } from "./notices/notices.tsx";
import type { Dashboard, DashboardState } from "./state/dashboard.ts";
import { THEMES, type Theme } from "./theme/theme.ts";

/** The page: the dashboard by itself, or as the instrument of a lab. */
export function App({ dashboard }: { readonly dashboard: Dashboard }) {
  const state = useSyncExternalStore(dashboard.subscribe, dashboard.read);
  const lab = labIn(location.pathname);
  const instrument = (
    <div className="dashboard">
      <Notices state={state} />
      <RunBar dashboard={dashboard} state={state} />
      <Ladder dashboard={dashboard} state={state} />
      <Charts dashboard={dashboard} />
      <ComparisonTable snapshot={state.snapshot} />
      <Footer state={state} />
    </div>
  );
  return (
    <>
      <Header dashboard={dashboard} state={state} isLab={lab !== undefined} />
      <main>
        {lab === undefined ? (
          instrument
        ) : (
          <LabPage slug={lab} follow={dashboard.follow}>
            {instrument}
          </LabPage>
        )}
      </main>
    </>
  );
}

interface HeaderProps {
  readonly dashboard: Dashboard;
  readonly state: DashboardState;
  readonly isLab: boolean;
}

function Header({ dashboard, state: { snapshot, theme }, isLab }: HeaderProps) {
  const Title = isLab ? "p" : "h1";
  const clock = snapshot?.clock;
  return (
    <header className="header">
      <Title className="brand">
        <svg viewBox="0 0 20 24" aria-hidden="true">
          <path d="M3 1v22M17 1v22" stroke="currentColor" strokeWidth="2.5" fill="none" />
          <path d="M3 5h14" stroke="var(--websocket)" strokeWidth="2.5" />
          <path d="M3 10h14" stroke="var(--sse)" strokeWidth="2.5" />
          <path d="M3 15h14" stroke="var(--long-polling)" strokeWidth="2.5" />
          <path d="M3 20h14" stroke="var(--short-polling)" strokeWidth="2.5" />
        </svg>
        Realtime Ladder
      </Title>
      <nav aria-label="Pages">
        <a href="/" aria-current={isLab ? undefined : "page"}>
          Ladder
        </a>
        <a href="/labs/01-the-ladder" aria-current={isLab ? "page" : undefined}>
          Lab
        </a>
      </nav>
      {clock && (
        <p className="clock" title="How well the offset of the server's clock from this one is known">
          clock ± {inWords(duration(clock.boundMs))}
        </p>
      )}
      <label className="theme">
        <span>Theme</span>
        <select value={theme} onChange={({ target }) => dashboard.setTheme(target.value as Theme)}>
          {THEMES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
    </header>
  );
}

function Footer({ state: { session, snapshot } }: { readonly state: DashboardState }) {
  return (
    <footer className="footer">
      <p>
        Session <b data-testid="session">{session}</b>
        {snapshot ? `, channel ${snapshot.channel}` : ""}. What it cost, from the server:{" "}
        <a href={`/api/sessions/${session}/meter`}>meter</a>. Bytes are TCP payload both ways, as a packet
        capture counts them.
      </p>
    </footer>
  );
}
