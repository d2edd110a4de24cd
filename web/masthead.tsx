import type { ReactNode } from "react";
import { useLab, useLabState, useSlowSnapshot } from "./state/lab-context.ts";
import { THEMES, type Theme } from "./theme/theme.ts";
import { showMs, text } from "./words/format.ts";

const THEME_WORDS = {
  system: "as the system",
  light: "light",
  dark: "dark",
  projector: "projector",
} as const;

const PAGES = [
  { page: "ladder", path: "/", label: "Ladder" },
  { page: "lab", path: "/labs/01-the-ladder", label: "Lab" },
  { page: "chat", path: "/chat", label: "Chat" },
  { page: "prices", path: "/prices", label: "Prices" },
] as const;

export interface MastheadProps {
  readonly page: (typeof PAGES)[number]["page"];
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  /** What the page has to say of itself. */
  readonly children?: ReactNode;
}

/** The name of the house and its pages, and the theme. */
export function Masthead({ page, theme, setTheme, children }: MastheadProps): ReactNode {
  const Name = page === "ladder" ? "h1" : "p"; // the others have a title of their own
  return (
    <header className="masthead">
      <Ladder />
      <Name className="name">Realtime Ladder</Name>
      <nav aria-label="Pages">
        {PAGES.map(({ page: name, path, label }) => (
          <a key={name} href={path} aria-current={name === page ? "page" : undefined}>
            {label}
          </a>
        ))}
      </nav>
      {children}
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

/** That of the dashboard: how well the clocks agree, and whose session this is. */
export function LabMasthead({ guide }: { readonly guide: string | undefined }): ReactNode {
  const { session, setTheme } = useLab();
  const { theme } = useLabState().settings;
  const clock = useSlowSnapshot(1000)?.clock;
  return (
    <Masthead page={guide === undefined ? "ladder" : "lab"} theme={theme} setTheme={setTheme}>
      <p className="clock quiet">
        clock ± <span className="figure">{text(showMs(clock?.boundMs))}</span>
      </p>
      <Session session={session} />
    </Masthead>
  );
}

export function Session({ session }: { readonly session: string }): ReactNode {
  return (
    <p className="session quiet">
      session{" "}
      <span className="figure" data-testid="session">
        {session}
      </span>
    </p>
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
