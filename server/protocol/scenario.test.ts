import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACTS, type Cue, type Faults, NO_FAULTS } from "./network.ts";
import { DEFAULT_SCENARIO, formatScenario, PAGE_PARTS, parseScenario, type Scenario } from "./scenario.ts";
import { TRANSPORTS } from "./transports.ts";

const faults: { readonly [F in keyof Faults]: fc.Arbitrary<Faults[F]> } = {
  latencyMs: fc.integer({ min: 0, max: 10_000 }),
  jitterMs: fc.integer({ min: 0, max: 10_000 }),
  bytesPerSecond: fc.oneof(fc.constant(0), fc.integer({ min: 1000, max: 1e9 })),
  stall: fc.boolean(),
  blackhole: fc.boolean(),
  bufferBytes: fc.nat(1 << 20),
  idleMs: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 3_600_000 })),
  refuseUpgrades: fc.boolean(),
};
const oneFault: fc.Arbitrary<Partial<Faults>> = fc.oneof(
  ...Object.entries<fc.Arbitrary<unknown>>(faults).map(([field, value]) =>
    value.map((one) => ({ [field]: one })),
  ),
);
const times = fc.nat(3_600_000);
const cue: fc.Arbitrary<Cue> = fc
  .tuple(
    times,
    fc.oneof(
      oneFault.map((some) => ({ faults: some })),
      fc.constantFrom(...ACTS).map((act) => ({ act })),
    ),
    fc.option(times, { nil: undefined }),
  )
  .map(([atMs, what, forMs]) => ({ atMs, ...what, forMs }));
const journeys: fc.Arbitrary<Pick<Scenario, "network" | "server" | "script">> = fc.oneof(
  fc.constant({ network: undefined, server: "lab" as const, script: [] }),
  fc.record({
    network: fc.record(faults),
    server: fc.constant("own" as const),
    script: fc.array(cue, { maxLength: 100 }).map((cues) => cues.toSorted((a, b) => a.atMs - b.atMs)),
  }),
  fc.record({ network: fc.record(faults), server: fc.constant("lab" as const), script: fc.constant([]) }),
);

const settings: fc.Arbitrary<Omit<Scenario, "network" | "server" | "script">> = fc.record({
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
  durationS: fc.nat(3600),
  show: fc.subarray([...PAGE_PARTS]),
});
const scenarios: fc.Arbitrary<Scenario> = fc
  .tuple(settings, journeys)
  .map(([one, journey]) => ({ ...one, ...journey }));

describe("a scenario", () => {
  test("comes back from its link as it was", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(parseScenario(formatScenario(scenario))).toEqual(scenario);
      }),
      { seed: 17 },
    );
  });

  test("leaves out of its link what is as by default", () => {
    expect(formatScenario(DEFAULT_SCENARIO)).toBe("v=1");
    expect(formatScenario({ ...DEFAULT_SCENARIO, pollMs: 1000, lanes: ["sse", "websocket"] })).toBe(
      "v=1&lanes=sse,websocket&poll=1000",
    );
  });

  test("says network and script in words that a person can write", () => {
    const link =
      "v=1&net=latency:100,jitter:20,stall&script=5:stall:8,20:crash:2,30:latency:200:10,40:stall:off&duration=60";
    const scenario = parseScenario(link);
    expect(scenario).toMatchObject({
      network: { ...NO_FAULTS, latencyMs: 100, jitterMs: 20, stall: true },
      server: "own",
      script: [
        { atMs: 5000, faults: { stall: true }, forMs: 8000 },
        { atMs: 20_000, act: "crash", forMs: 2000 },
        { atMs: 30_000, faults: { latencyMs: 200 }, forMs: 10_000 },
        { atMs: 40_000, faults: { stall: false } },
      ],
      durationS: 60,
    });
    expect(formatScenario(scenario)).toBe(link);
  });

  test("lets be the keys that are another's", () => {
    expect(parseScenario("theme=dark", ["theme"])).toEqual(DEFAULT_SCENARIO);
  });

  test("says what of the page is to be seen, or that it is only the lanes", () => {
    expect(parseScenario("show=charts,board").show).toEqual(["board", "charts"]);
    expect(parseScenario("show=").show).toEqual([]);
    expect(formatScenario({ ...DEFAULT_SCENARIO, show: [] })).toBe("v=1&show=");
  });

  test.each([
    ["rate=0", 'rate: expected 0.1 to 200, got "0"'],
    ["rate=NaN", "rate: expected 0.1 to 200"],
    ["rate=1&rate=2", 'rate: expected one value, got "another: 2"'],
    ["pattern=often", "pattern: expected periodic, poisson or bursty"],
    ["seed=1.5", "seed: expected an integer"],
    ["padding=70000", "padding: expected 0 to 65536"],
    ["lanes=sse,pigeon", "lanes: expected some of short-polling,long-polling,sse,websocket"],
    ["poll=10", 'poll: expected 50 to 30000, got "10"'],
    ["hold=61", 'hold: expected 1 to 60, got "61"'],
    ["etag=yes", 'etag: expected 0 or 1, got "yes"'],
    ["v=2", 'v: expected 1, the only version there is, got "2"'],
    ["colour=red", /^expected no key colour/],
    [
      "net=pigeon",
      "net: expected on, or some of latency, jitter, rate, stall, blackhole, buffer, idle, no-upgrades",
    ],
    ["net=latency", "net: expected latency:{number}, got nothing"],
    ["net=latency:much", 'net: expected latency:{number}, got "much"'],
    ["net=latency:20000", "net.latencyMs: expected 0 to 10000, got 20000"],
    ["net=rate:5", "net.bytesPerSecond: expected 0, or 1000 to 1000000000, got 5"],
    ["net=stall:8", "net: expected {fault}:{value}"],
    ["net=", "net: expected on"],
    ["script=5:stall", "net: expected on, or some faults, as there is a script"],
    ["server=own", "net: expected on, or some faults, as there is a server"],
    ["server=yours", "server: expected lab or own"],
    ["net=on&script=5:earthquake", "script: cue 1: expected one of latency"],
    ["net=on&script=5:stall,x:stall", 'script: cue 2: expected 0 to 3600 s, got "x"'],
    ["net=on&script=5000:stall", "script: cue 1: expected 0 to 3600 s, got 5000"],
    ["net=on&script=5:latency:100:2:9", "script: cue 1: expected at : what [: value] [: for]"],
    ["net=on&script=5:idle:50", "script: cue 1.idleMs: expected 0, or 100 to 3600000, got 50"],
    ["net=on&script=9:stall,5:cut", "script: expected cues in order of time"],
    [`net=on&script=${"5:cut,".repeat(100)}5:cut`, "script: expected at most 100 cues"],
    ["seed=", 'seed: expected 0 to 4294967295, got ""'],
    ["padding=", 'padding: expected 0 to 65536, got ""'],
    ["duration=", 'duration: expected 0 to 3600, got ""'],
    ["duration=+", 'duration: expected 0 to 3600, got " "'],
    ["net=latency:+", 'net: expected latency:{number}, got " "'],
    ["duration=-1", 'duration: expected 0 to 3600, got "-1"'],
    ["show=charts,cats", 'show: expected some of board,timeline,charts,comparison, got "charts,cats"'],
  ])("says what is wrong with %s", (link, message) => {
    expect(() => parseScenario(link)).toThrow(message);
  });
});
