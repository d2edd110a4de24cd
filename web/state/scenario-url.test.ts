import { expect, test } from "vitest";
import { DEFAULT_SETTINGS, formatSettings, parseSettings } from "./scenario-url.ts";

test("an empty link means the defaults", () => {
  expect(parseSettings("")).toEqual(DEFAULT_SETTINGS);
});

test("what a link says comes back as the same link", () => {
  const link = "v=1&rate=20&lanes=sse,websocket&poll=500&theme=projector&run=1";
  expect(formatSettings(parseSettings(`?${link}`))).toBe(link);
});

test.each([
  ["rate=0", "rate: expected 0.1 to 200"],
  ["theme=pink", 'theme: expected system, light, dark, projector, got "pink"'],
  ["run=yes", 'run: expected 0 or 1, got "yes"'],
  ["color=red", "color"],
])("the link %s is refused by name", (link, said) => {
  expect(() => parseSettings(link)).toThrow(said);
});
