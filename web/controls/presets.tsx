import type { ReactNode } from "react";
import { MISTAKES, type Preset, TRADE_OFFS } from "#protocol/presets.ts";
import { useLab, useLabState } from "../state/lab-context.ts";

/** Whole scenarios by name: each is a link, and says in a sentence what to look for. */
export function Presets(): ReactNode {
  return (
    <details className="more-settings presets">
      <summary>Presets</summary>
      <div className="settings panel">
        <PresetList title="What each rung costs" presets={TRADE_OFFS} />
        <PresetList title="What goes wrong" presets={MISTAKES} />
      </div>
    </details>
  );
}

function PresetList({
  title,
  presets,
}: {
  readonly title: string;
  readonly presets: readonly Preset[];
}): ReactNode {
  const lab = useLab();
  const { settings, isRunning } = useLabState();
  const theme = settings.theme === "system" ? "" : `&theme=${settings.theme}`;
  return (
    <section className="preset-list" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {presets.map(({ name, look, link }) => (
          <li key={name}>
            <a
              href={`?${link}${theme}`}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                event.currentTarget.closest("details")?.removeAttribute("open");
                lab.follow(`?${link}${theme}`);
                if (isRunning) lab.start();
              }}
            >
              {name}
            </a>{" "}
            <span className="quiet">{look}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
