import { describe, expect, test } from "vitest";
import { DEFAULT_SCENARIO } from "#protocol/scenario.ts";
import { readLink, writeLink } from "./page-link.ts";

describe("the page's link", () => {
  test("comes back as it was written", () => {
    const scenario = { ...DEFAULT_SCENARIO, pollMs: 1000, etag: true };
    const link = readLink(`?${writeLink(scenario, "projector")}`);
    expect(link).toEqual({ scenario, theme: "projector", run: false, refusal: undefined });
  });

  test("starts the run where it says so", () => {
    expect(readLink("?v=1&run=1").run).toBe(true);
  });

  test("says what is wrong with it, and falls back on the default settings without running them", () => {
    expect(readLink("?v=1&rate=5000&theme=dark&run=1")).toEqual({
      scenario: DEFAULT_SCENARIO,
      theme: "dark",
      run: false,
      refusal: 'rate: expected 0.1 to 200, got "5000"',
    });
  });

  test("takes a theme it does not know for none", () => {
    expect(readLink("?theme=pink").theme).toBe("auto");
  });
});
