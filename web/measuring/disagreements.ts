import type { LaneMeter } from "#protocol/meter.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { createAgreement } from "./agreement.ts";
import type { Lane } from "./lane.ts";
import type { Disagreement } from "./snapshot.ts";

const FIGURES = ["requests", "messages"] as const;

/** Holds requests and messages of each lane, as the browser counts them, against the server's meter. */
export interface Disagreements {
  sample(at: number, lanes: readonly Lane[]): void;
  /** The meter as of the page time `at`. */
  reading(at: number, meters: Partial<Record<TransportName, LaneMeter>>): void;
  rebase(at: number, transport: TransportName): void;
  /** The network holds back what the server has sent: until it does no more, the server may be any number ahead. */
  holdBack(holds: boolean): void;
  list(now: number): Disagreement[];
}

export function createDisagreements(): Disagreements {
  const pairs = TRANSPORTS.flatMap((transport) =>
    FIGURES.map((figure) => ({ transport, figure, agreement: createAgreement() })),
  );

  let isHeldBack = false;

  return {
    sample(at, lanes) {
      for (const { transport, figure, agreement } of pairs) {
        const lane = lanes.find((one) => one.transport === transport);
        if (!lane) continue;
        const count = lane.recorder[figure];
        // A request under way may not have reached the server yet; a message that is here has surely left it.
        if (figure === "requests") agreement.sample(at, count - lane.underWay, count);
        else agreement.sample(at, count, isHeldBack ? Number.MAX_SAFE_INTEGER : count);
      }
    },
    reading(at, meters) {
      for (const { transport, figure, agreement } of pairs) {
        const meter = meters[transport];
        // The browser asks preflights without telling the page.
        const hidden = figure === "requests" ? (meter?.preflights ?? 0) : 0;
        agreement.reading(at, (meter?.[figure] ?? 0) - hidden);
      }
    },
    rebase(at, transport) {
      for (const pair of pairs) if (pair.transport === transport) pair.agreement.rebase(at);
    },
    holdBack(holds) {
      isHeldBack = holds;
    },
    list(now) {
      return pairs.flatMap(({ transport, figure, agreement }) => {
        const found = agreement.check(now);
        return found ? [{ transport, figure, ...found }] : [];
      });
    },
  };
}
