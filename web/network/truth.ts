import type { LaneCounts } from "#protocol/network.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { createAgreement } from "../measuring/agreement.ts";
import type { Snapshot } from "../measuring/snapshot.ts";
import { createBalance } from "./balance.ts";

/** Where network and server count a lane's bytes differently, and have for over a second. */
export interface ByteDisagreement {
  readonly transport: TransportName;
  readonly figure: "bytesIn" | "bytesOut";
  readonly network: number;
  readonly server: number;
}

/**
 * Holds what the network counted between itself and the server against the server's own meter: two programs that count the
 * same bytes on the two ends of the same sockets. While bytes flow they may differ by what is on its way; once the wire
 * is idle, by none. After a connection was cut only the two ends know what got through, so from there they may
 * differ by a constant.
 */
export interface Truth {
  sample(snapshot: Snapshot, counts: Readonly<Record<TransportName, LaneCounts>>): void;
  /** One side began to count anew; why, in words: "the reset". */
  rebase(at: number, why: string): void;
  /**
   * Something was done to the network; it may leave bytes in the server's sockets, written and not yet read. `why` as
   * above; undefined for what only follows from what was done before.
   */
  disturb(at: number, holdsBack: boolean, why: string | undefined): void;
  readonly list: readonly ByteDisagreement[];
  /** Since when the two are compared, in words; undefined: since the network was opened. */
  readonly since: string | undefined;
  /** Bytes since then that one side has counted and the other has not; undefined until the wire has been at rest. */
  readonly apart: number | undefined;
}

const FIGURES = ["bytesIn", "bytesOut"] as const;
const BREAK = "a connection was broken off";

export function createTruth(): Truth {
  const pairs = TRANSPORTS.flatMap((transport) =>
    FIGURES.map((figure) => ({ transport, figure, agreement: createAgreement(), balance: createBalance() })),
  );

  let list: ByteDisagreement[] = [];
  let isHeldBack = false;
  let since: string | undefined;
  let hasCounted = false;

  function rebase(at: number, why: string | undefined, transport?: TransportName): void {
    if (hasCounted && why !== undefined) since = why;
    for (const pair of pairs) {
      if (transport !== undefined && pair.transport !== transport) continue;
      pair.agreement.rebase(at);
      pair.balance.rebase(at);
    }
  }

  /** What breaks a connection has mostly been named already, and the end of the connection follows from it. */
  function lose(at: number, transport: TransportName): void {
    const isNamed = pairs.some((pair) => pair.transport === transport && !pair.balance.isSettled);
    rebase(at, isNamed ? undefined : BREAK, transport);
  }

  return {
    sample(snapshot, counts) {
      for (const event of snapshot.events) {
        if (event.kind === "health" && event.isWell) rebase(snapshot.at, undefined, event.transport);
        else if (endsConnection(event)) lose(snapshot.at, event.transport);
      }
      for (const { transport, figure, agreement, balance } of pairs) {
        const count = counts[transport][figure];
        agreement.sample(snapshot.at, count, isHeldBack ? Number.MAX_SAFE_INTEGER : count);
        const { meter } = snapshot.lanes[transport];
        if (meter) agreement.reading(snapshot.at, meter[figure]);
        balance.sample(snapshot.at, count, meter?.[figure] ?? 0);
      }
      hasCounted = true;
      list = pairs.flatMap(({ transport, figure, agreement }) => {
        const found = agreement.check(snapshot.at);
        return found ? [{ transport, figure, network: found.browser, server: found.server }] : [];
      });
    },
    rebase,
    disturb(at, holdsBack, why) {
      isHeldBack = holdsBack;
      rebase(at, why);
    },
    get list() {
      return list;
    },
    get since() {
      return since;
    },
    get apart() {
      let sum = 0;
      for (const { apart } of pairs.map(({ balance }) => balance)) {
        if (apart === undefined) return undefined;
        sum += apart;
      }
      return sum;
    },
  };
}

/** What was under way on a connection when it ended may be counted on one side alone. */
function endsConnection(event: Snapshot["events"][number]): boolean {
  if (event.kind !== "poll" && event.kind !== "connection") return event.kind === "health";
  return event.outcome === "failed" || event.outcome === "cancelled";
}
