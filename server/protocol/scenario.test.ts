import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_SCENARIO, formatScenario, parseScenario, type Scenario } from "./scenario.ts";
import { TRANSPORTS } from "./transports.ts";

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  v: fc.constant(1),
  counter: fc.constantFrom("private", "shared"),
  schedule: fc.record({
    pattern: fc.constantFrom("periodic", "poisson", "bursty"),
    rate: fc.double({ min: 0.1, max: 200, noNaN: true }),
    seed: fc.nat(0xffff_ffff),
    padding: fc.nat(65_536),
    paused: fc.boolean(),
  }),
  lanes: fc.subarray([...TRANSPORTS]),
  pollMs: fc.integer({ min: 50, max: 30_000 }),
  holdS: fc.integer({ min: 1, max: 60 }),
  etag: fc.boolean(),
});

describe("a scenario", () => {
  test("comes back from its link as it was", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(parseScenario(formatScenario(scenario))).toEqual(scenario);
      }),
    );
  });

  test("leaves out of its link what is as by default", () => {
    expect(formatScenario(DEFAULT_SCENARIO)).toBe("v=1");
    expect(formatScenario({ ...DEFAULT_SCENARIO, pollMs: 1000, lanes: ["sse", "websocket"] })).toBe(
      "v=1&lanes=sse,websocket&poll=1000",
    );
  });

  test("lets be the keys that are another's", () => {
    expect(parseScenario("theme=dark", ["theme"])).toEqual(DEFAULT_SCENARIO);
  });

  test.each([
    ["rate=0", 'rate: expected 0.1 to 200, got "0"'],
    ["rate=NaN", "rate: expected 0.1 to 200"],
    ["pattern=often", "pattern: expected periodic, poisson or bursty"],
    ["seed=1.5", "seed: expected an integer"],
    ["padding=70000", "padding: expected 0 to 65536"],
    ["lanes=sse,pigeon", "lanes: expected some of short-polling,long-polling,sse,websocket"],
    ["poll=10", 'poll: expected 50 to 30000, got "10"'],
    ["hold=61", 'hold: expected 1 to 60, got "61"'],
    ["etag=yes", 'etag: expected 0 or 1, got "yes"'],
    ["v=2", 'v: expected 1, the only version there is, got "2"'],
    ["colour=red", /^expected no key colour/],
  ])("says what is wrong with %s", (link, message) => {
    expect(() => parseScenario(link)).toThrow(message);
  });
});
