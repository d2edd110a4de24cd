import { afterAll, expect, onTestFinished, test } from "vitest";
import type { ChannelKind } from "#protocol/channel-name.ts";
import type { LocalChannel } from "../channels/channel.ts";
import { startCapture } from "./capture.ts";
import { createHandChannel } from "./hand-channel.ts";
import { type Lab, type LabOptions, startLab } from "./lab-server.ts";
import { connectRaw, type RawClient } from "./raw-client.ts";
import { type Bytes, type Relay, startRelay } from "./relay.ts";
import { untilHolds } from "./until-holds.ts";

/** A lab behind a relay that counts its bytes, and tshark beside both: each test of the meter begins one. */
export interface Truth {
  readonly lab: Lab;
  readonly relay: Relay;
  /** The channel `room:r`, which a test publishes to. */
  readonly room: LocalChannel;
  begin(options?: LabOptions, kind?: ChannelKind): Promise<void>;
  /** A connection through the relay. */
  open(): Promise<RawClient>;
  /** All that the meter has counted. */
  metered(): Bytes;
  /** Resolves once the meter tells the bytes that the relay has counted: when the last of them has come through. */
  expectTruth(): Promise<Bytes>;
  /** The last test of a file: the capture has counted the same in all the others, of which there are so many at least. */
  testCapture(tests: number): void;
}

/** Of a route of `room:r`, asked for by a session. */
export const path = (route: string, query = "", session = "s1") =>
  `/channels/room%3Ar/${route}?session=${session}${query}`;

/** `host`: an address of the test file's own, so that its capture sees nothing else. */
export async function startTruth(host: string): Promise<Truth> {
  const capture = await startCapture(host);
  const captured = typeof capture === "string" ? undefined : capture;
  afterAll(() => captured?.close());
  /** What the meter said at the end of each test, to be compared with the capture: packets come late from tshark. */
  const seen = new Map<string, Bytes & { readonly names: readonly string[] }>();
  let begun: Pick<Truth, "lab" | "relay" | "room"> | undefined;

  function now() {
    if (!begun) throw new Error("the test has not begun a lab");
    return begun;
  }

  const metered = () => sum(Object.values(now().lab.total().transports));

  return {
    get lab() {
      return now().lab;
    },
    get relay() {
      return now().relay;
    },
    get room() {
      return now().room;
    },
    async begin(options = {}, kind = "log") {
      const room = createHandChannel("room:r", kind, { messages: 10_000, bytes: 64 << 20 });
      const lab = await startLab({ host, channels: [room], ...options });
      const relay = await startRelay(lab);
      begun = { lab, relay, room };
      onTestFinished(async () => {
        await relay.close();
        await lab.close();
      });
    },
    open: () => connectRaw(now().relay.port),
    metered,
    async expectTruth() {
      const { relay } = now();
      await untilHolds(
        () => {
          const { bytesIn, bytesOut } = relay;
          expect(metered()).toEqual({ bytesIn, bytesOut });
        },
        { interval: 5 },
      );
      const names = relay.connections.map(({ name }) => name);
      seen.set(expect.getState().currentTestName ?? "", { names, ...metered() });
      return metered();
    },
    testCapture(tests) {
      test.skipIf(!captured && !process.env.CI)(
        `a packet capture counts the same in all of these${captured ? "" : ` (not here: ${capture})`}`,
        async () => {
          expect(captured, String(capture)).toBeDefined();
          expect(seen.size).toBeGreaterThanOrEqual(tests);
          for (const [name, { names, bytesIn, bytesOut }] of seen) {
            const onTheWire = () => sum(names.map((connection) => captured?.bytes(connection) ?? sum([])));
            await untilHolds(() => expect(onTheWire(), name).toEqual({ bytesIn, bytesOut }));
          }
        },
      );
    },
  };
}

const sum = (all: readonly Bytes[]): Bytes => ({
  bytesIn: all.reduce((total, { bytesIn }) => total + bytesIn, 0),
  bytesOut: all.reduce((total, { bytesOut }) => total + bytesOut, 0),
});

/** No lane has a connection open. */
export const allClosed = (lanes: ReturnType<Lab["total"]>["transports"]) =>
  Object.values(lanes).every(({ connections }) => connections.open === 0);
