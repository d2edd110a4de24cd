import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";

/** The colours of the current theme, for what is drawn on a canvas, where CSS does not reach. */
export interface Palette {
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly rungs: Readonly<Record<TransportName, string>>;
}

/** Beside its colour each transport has a dash pattern and a marker, so that it reads without colour. */
export const DASHES: Readonly<Record<TransportName, readonly number[]>> = {
  "short-polling": [1, 4],
  "long-polling": [8, 4, 1, 4],
  sse: [6, 4],
  websocket: [],
};
export const MARKERS = {
  "short-polling": "circle",
  "long-polling": "triangle",
  sse: "rect",
  websocket: "rectRot",
} as const satisfies Record<TransportName, string>;

let read: { readonly theme: string | undefined; readonly palette: Palette } | undefined;

/** Reads the palette from the style sheet, once per theme: computed styles are dear at thirty frames a second. */
export function currentPalette(): Palette {
  const { theme } = document.documentElement.dataset;
  if (read?.theme !== theme || !read) read = { theme, palette: readPalette() };
  return read.palette;
}

function readPalette(): Palette {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim();
  return {
    panel: colour("panel"),
    ink: colour("ink"),
    muted: colour("muted"),
    line: colour("line"),
    rungs: Object.fromEntries(TRANSPORTS.map((name) => [name, colour(name)])) as Palette["rungs"],
  };
}

/** The font size of the document, px: a canvas has to follow zoom and projector by itself. */
export function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
