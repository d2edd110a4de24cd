import { describe, expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import { DARK, LIGHT } from "./palette.ts";

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
])("the %s palette", (_name, palette) => {
  const grounds = [palette.ground, palette.panel];

  test.each(["ink", "muted"] as const)("has %s that can be read", (key) => {
    for (const ground of grounds) expect(contrast(palette[key], ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(TRANSPORTS)("has a colour for %s that can be read as text", (transport) => {
    for (const ground of grounds)
      expect(contrast(palette.transport[transport], ground)).toBeGreaterThanOrEqual(4.5);
  });

  test("has white or ink that can be read on the main button", () => {
    expect(contrast(palette.panel, palette.ink)).toBeGreaterThanOrEqual(4.5);
  });
});
