import type { ControlEvent } from "#protocol/control.ts";
import type { LaneMeter } from "#protocol/meter.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";

type Reading = Extract<ControlEvent, { type: "meter" }>;
type Lanes = Partial<Record<TransportName, LaneMeter>>;

/**
 * The server's meters of the four lanes. A server that starts anew counts from zero; what the one before had counted, as
 * far as it was heard, is added on, so that the sums of a run only ever grow.
 */
export interface Meters {
  /** Returns true where the server has begun to count anew since the reading before. */
  read(reading: Reading): boolean;
  of(transport: TransportName): LaneMeter | undefined;
  /** The next reading counts from zero, as was asked. */
  forget(): void;
}

export function createMeters(): Meters {
  let since: number | undefined;
  let before: Lanes = {};
  let newest: Lanes = {};

  function of(transport: TransportName): LaneMeter | undefined {
    const [past, now] = [before[transport], newest[transport]];
    return past && now
      ? add(past, now)
      : (now ?? (past && { ...past, connections: { ...past.connections, open: 0 } }));
  }

  return {
    read(reading) {
      const isAnew = since !== undefined && since !== reading.since;
      if (isAnew) {
        before = Object.fromEntries(TRANSPORTS.flatMap((name) => (of(name) ? [[name, of(name)]] : [])));
      }
      since = reading.since;
      newest = reading.transports;
      return isAnew;
    },
    of,
    forget() {
      since = undefined;
      before = newest = {};
    },
  };
}

function add(past: LaneMeter, now: LaneMeter): LaneMeter {
  const { connections: _, ...counts } = { ...past, ...now };
  // A count that may be left out counts as none.
  const keys = Object.keys(counts) as (keyof typeof counts)[];
  const sums = keys.map((key) => [key, (past[key] ?? 0) + (now[key] ?? 0)]);
  const opened = past.connections.opened + now.connections.opened;
  return { connections: { opened, open: now.connections.open }, ...Object.fromEntries(sums) };
}
