import { TRANSPORTS } from "#protocol/transports.ts";
import { DARK, LIGHT, type Palette } from "./palette.ts";

export const THEMES = ["auto", "light", "dark", "projector"] as const;
export type Theme = (typeof THEMES)[number];

export function isTheme(name: string | null): name is Theme {
  return (THEMES as readonly (string | null)[]).includes(name);
}

const prefersDark = () => matchMedia("(prefers-color-scheme: dark)");

/** The colours in use now; what draws on a canvas asks here, what is styled by CSS has them as custom properties. */
export function currentPalette(): Palette {
  return document.documentElement.dataset.tone === "dark" ? DARK : LIGHT;
}

/** Puts a theme on the page, and follows the system's where it is `auto`. The returned function stops following. */
export function applyTheme(theme: Theme): () => void {
  const system = prefersDark();
  function apply(): void {
    const isDark = theme === "dark" || (theme === "auto" && system.matches);
    const { dataset, style } = document.documentElement;
    dataset.theme = theme;
    dataset.tone = isDark ? "dark" : "light";
    const { transport, ...colours } = isDark ? DARK : LIGHT;
    for (const [name, colour] of Object.entries(colours)) style.setProperty(`--${name}`, colour);
    for (const name of TRANSPORTS) style.setProperty(`--${name}`, transport[name]);
  }
  apply();
  system.addEventListener("change", apply);
  return () => system.removeEventListener("change", apply);
}
