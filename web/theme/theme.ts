/** `system` follows the light or dark of the machine; `projector` is for the last row of a lecture hall. */
export const THEMES = ["system", "light", "dark", "projector"] as const;
export type Theme = (typeof THEMES)[number];

export function isTheme(name: string): name is Theme {
  return (THEMES as readonly string[]).includes(name);
}

/** Sets the theme on the document, and follows the machine where that is wanted; returns what stops following. */
export function applyTheme(theme: Theme): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  };
  apply();
  dark.addEventListener("change", apply);
  return () => dark.removeEventListener("change", apply);
}
