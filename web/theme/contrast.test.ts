import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import { contrast } from "./contrast.ts";

const css = readFileSync(new URL("theme.css", import.meta.url), "utf8");

function coloursOf(theme: string): Record<string, string> {
  const block = css.split(`:root[data-theme="${theme}"] {`)[1]?.split("}")[0] ?? "";
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, k, v]) => [k, v]));
}

test("black on white is 21, and a colour on itself 1", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#0467a8", "#0467a8")).toBe(1);
});

describe.each(["light", "dark", "projector"])("in the %s theme", (theme) => {
  const colours = coloursOf(theme);
  const ratio = (one: string, other: string) => contrast(colours[one] ?? "", colours[other] ?? "");

  test.each(["ink", "muted", ...TRANSPORTS])("%s reads as text on panel and ground", (name) => {
    expect(ratio(name, "panel")).toBeGreaterThanOrEqual(4.5);
    expect(ratio(name, "ground")).toBeGreaterThanOrEqual(4.5);
  });

  test("the edge of a control shows on panel and ground", () => {
    expect(ratio("edge", "panel")).toBeGreaterThanOrEqual(3);
    expect(ratio("edge", "ground")).toBeGreaterThanOrEqual(3);
  });
});

test("for a projector, words keep 7", () => {
  const { ink = "", muted = "", panel = "" } = coloursOf("projector");
  expect(contrast(ink, panel)).toBeGreaterThanOrEqual(7);
  expect(contrast(muted, panel)).toBeGreaterThanOrEqual(7);
});
