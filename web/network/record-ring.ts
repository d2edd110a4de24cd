import type { TapeRecord } from "#protocol/tape.ts";

/** The newest records of all connections, up to a limit: what a trace is made of. */
export interface RecordRing {
  keep(records: readonly TapeRecord[]): void;
  /** In the order in which they came. */
  list(): TapeRecord[];
}

interface Kept {
  readonly order: number;
  readonly record: TapeRecord;
}

interface Connection {
  /** From `opened` to the server's first bytes: without these nobody could say what language the rest is in. */
  readonly head: Kept[];
  isHeadWhole: boolean;
  isOver: boolean;
  /** Records in the ring. */
  left: number;
}

const LIMIT_BYTES = 16 << 20;
/** A record beside its data, about. */
const RECORD_BYTES = 120;

/** The oldest records go first, whosever they are; a connection's head stays for as long as anything else of it does. */
export function createRecordRing(limitBytes: number = LIMIT_BYTES): RecordRing {
  const connections = new Map<number, Connection>();
  let ring: Kept[] = [];
  let first = 0; // of `ring`, the oldest that is kept
  let order = 0;
  let bytes = 0;

  function take(record: TapeRecord): void {
    const connection = connections.get(record.connection) ?? begin(record);
    order += 1;
    bytes += sizeOf(record);
    if (record.kind === "ended") connection.isOver = true;
    if (!connection.isHeadWhole) {
      connection.head.push({ order, record });
      connection.isHeadWhole =
        record.kind === "ended" || (record.kind === "bytes" && record.from === "server");
    } else {
      ring.push({ order, record });
      connection.left += 1;
    }
  }

  function begin({ connection, kind }: TapeRecord): Connection {
    const begun = { head: [], isHeadWhole: kind !== "opened", isOver: false, left: 0 };
    connections.set(connection, begun);
    return begun;
  }

  function forgetOldest(): boolean {
    const oldest = ring[first];
    const number = oldest?.record.connection ?? connections.keys().next().value;
    const connection = number === undefined ? undefined : connections.get(number);
    if (number === undefined || !connection) return false;
    if (oldest) {
      first += 1;
      bytes -= sizeOf(oldest.record);
      connection.left -= 1;
    }
    if (connection.left === 0 && (connection.isOver || !oldest)) {
      connections.delete(number);
      for (const { record } of connection.head) bytes -= sizeOf(record);
    }
    if (first > 4096 && first > ring.length / 2) {
      ring = ring.slice(first);
      first = 0;
    }
    return true;
  }

  return {
    keep(records) {
      for (const record of records) take(record);
      while (bytes > limitBytes && forgetOldest());
    },
    list() {
      const heads = [...connections.values()].flatMap(({ head }) => head);
      return [...heads, ...ring.slice(first)].sort((a, b) => a.order - b.order).map(({ record }) => record);
    },
  };
}

function sizeOf(record: TapeRecord): number {
  return RECORD_BYTES + (record.kind === "bytes" ? record.data.length : 0);
}
