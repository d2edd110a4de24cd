/** Sends what is put in, in order: one batch after the other, each of all that came while the last was on its way. */
export interface Queue<Item> {
  /** False where it is full: then it was not taken. */
  put(item: Item, bytes: number): boolean;
}

export interface QueueParts<Item> {
  /** So much may wait, the batch on its way included. */
  readonly most: { readonly items: number; readonly bytes: number };
  /** A batch has no more bytes than this, or one item. */
  readonly batchBytes: number;
  readonly send: (items: readonly Item[]) => Promise<void>;
  /** Told why a batch could not be sent; nothing more is sent then. */
  readonly onFailure: (reason: unknown) => void;
}

export function createQueue<Item>({ most, batchBytes, send, onFailure }: QueueParts<Item>): Queue<Item> {
  const waiting: { readonly item: Item; readonly bytes: number }[] = [];
  const held = { items: 0, bytes: 0 };
  let isSending = false;

  async function sendAll(): Promise<void> {
    isSending = true;
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      await send(batch.map(({ item }) => item));
      held.items -= batch.length;
      for (const { bytes } of batch) held.bytes -= bytes;
    }
    isSending = false;
  }

  function takeBatch() {
    let bytes = 0;
    const tooMany = waiting.findIndex((one, i) => {
      bytes += one.bytes;
      return i > 0 && bytes > batchBytes;
    });
    return waiting.splice(0, tooMany === -1 ? waiting.length : tooMany);
  }

  return {
    put(item, bytes) {
      if (held.items >= most.items || held.bytes + bytes > most.bytes) return false;
      held.items += 1;
      held.bytes += bytes;
      waiting.push({ item, bytes });
      if (!isSending) sendAll().catch(onFailure);
      return true;
    },
  };
}
