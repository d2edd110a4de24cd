import type { LaneCounts } from "#protocol/network.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { createAgreement } from "../measuring/agreement.ts";
import type { Snapshot } from "../measuring/snapshot.ts";

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
  /** One side began to count anew. */
  rebase(at: number): void;
  /** Something was done to the network; it may leave bytes in the server's sockets, written and not yet read. */
  disturb(at: number, holdsBack: boolean): void;
  readonly list: readonly ByteDisagreement[];
}

const FIGURES = ["bytesIn", "bytesOut"] as const;

export function createTruth(): Truth {
  const pairs = TRANSPORTS.flatMap((transport) =>
    FIGURES.map((figure) => ({ transport, figure, agreement: createAgreement() })),
  );

  let list: ByteDisagreement[] = [];
  let isHeldBack = false;

  function rebase(at: number, transport?: TransportName): void {
    for (const pair of pairs)
      if (transport === undefined || pair.transport === transport) pair.agreement.rebase(at);
  }

  return {
    sample(snapshot, counts) {
      for (const event of snapshot.events) if (endsConnection(event)) rebase(snapshot.at, event.transport);
      for (const { transport, figure, agreement } of pairs) {
        const count = counts[transport][figure];
        agreement.sample(snapshot.at, count, isHeldBack ? Number.MAX_SAFE_INTEGER : count);
        const { meter } = snapshot.lanes[transport];
        if (meter) agreement.reading(snapshot.at, meter[figure]);
      }
      list = pairs.flatMap(({ transport, figure, agreement }) => {
        const found = agreement.check(snapshot.at);
        return found ? [{ transport, figure, network: found.browser, server: found.server }] : [];
      });
    },
    rebase,
    disturb(at, holdsBack) {
      isHeldBack = holdsBack;
      rebase(at);
    },
    get list() {
      return list;
    },
  };
}

/** What was under way on a connection when it ended may be counted on one side alone. */
function endsConnection(event: Snapshot["events"][number]): boolean {
  if (event.kind !== "poll" && event.kind !== "connection") return event.kind === "health";
  return event.outcome === "failed" || event.outcome === "cancelled";
}
