import type { TransportName } from "#protocol/transports.ts";

/** The colours of a theme. A test holds their contrast against WCAG 2.2: 4.5 for text (§1.4.3), 3 for graphics (§1.4.11). */
export interface Palette {
  readonly ground: string;
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  /** Hairlines; they carry no meaning. */
  readonly line: string;
  readonly transport: Readonly<Record<TransportName, string>>;
}

export const LIGHT: Palette = {
  ground: "#fbfaf8",
  panel: "#ffffff",
  ink: "#1b1f24",
  muted: "#5c646d",
  line: "#e4e1db",
  transport: {
    "short-polling": "#b85309",
    "long-polling": "#b3246b",
    sse: "#007a6c",
    websocket: "#0467a8",
  },
};

export const DARK: Palette = {
  ground: "#101418",
  panel: "#171c22",
  ink: "#e9edf1",
  muted: "#98a3ae",
  line: "#2a323b",
  transport: {
    "short-polling": "#ff9d52",
    "long-polling": "#ff6fae",
    sse: "#3fd0b9",
    websocket: "#5fb8ff",
  },
};

/** Beside its colour each transport has a dash pattern and a shape, so that it reads without colour. Lengths in px. */
export const DASHES: Readonly<Record<TransportName, readonly number[]>> = {
  "short-polling": [2, 4],
  "long-polling": [8, 3, 2, 3],
  sse: [7, 4],
  websocket: [],
};

export const MARKERS: Readonly<Record<TransportName, "circle" | "triangle" | "rectRot" | "rect">> = {
  "short-polling": "circle",
  "long-polling": "triangle",
  sse: "rectRot",
  websocket: "rect",
};
