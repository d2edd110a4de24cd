import type { ReactNode } from "react";
import { useLab, useLabState, useSlowSnapshot } from "./state/lab-context.ts";
import { THEMES } from "./theme/theme.ts";
import { showMs, text } from "./words/format.ts";

const THEME_WORDS = {
  system: "as the system",
  light: "light",
  dark: "dark",
  projector: "projector",
} as const;

/** The name of the house and its pages, how well the clocks agree, whose session this is, and the theme. */
export function Masthead({ guide }: { readonly guide: string | undefined }): ReactNode {
  const Name = guide === undefined ? "h1" : "p"; // a lab has a title of its own
  const { session, setTheme } = useLab();
  const { theme } = useLabState().settings;
  const clock = useSlowSnapshot(1000)?.clock;
  return (
    <header className="masthead">
      <Ladder />
      <Name className="name">Realtime Ladder</Name>
      <nav aria-label="Pages">
        <a href="/" aria-current={guide === undefined ? "page" : undefined}>
          Ladder
        </a>
        <a href="/labs/01-the-ladder" aria-current={guide === undefined ? undefined : "page"}>
          Lab
        </a>
      </nav>
      <p className="clock quiet">
        clock ± <span className="figure">{text(showMs(clock?.boundMs))}</span>
      </p>
      <p className="session quiet">
        session{" "}
        <span className="figure" data-testid="session">
          {session}
        </span>
      </p>
      <label className="theme quiet">
        Theme{" "}
        <select
          value={theme}
          onChange={({ target }) => setTheme(THEMES.find((t) => t === target.value) ?? "system")}
        >
          {THEMES.map((name) => (
            <option key={name} value={name}>
              {THEME_WORDS[name]}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}

function Ladder(): ReactNode {
  const rungs = ["websocket", "sse", "long-polling", "short-polling"];
  return (
    <svg className="mark" viewBox="0 0 16 20" aria-hidden="true">
      <path d="M2 0v20M14 0v20" stroke="currentColor" strokeWidth="2" />
      {rungs.map((transport, index) => (
        <path
          key={transport}
          d={`M2 ${3 + index * 4.6}h12`}
          stroke={`var(--${transport})`}
          strokeWidth="2.5"
        />
      ))}
    </svg>
  );
}
