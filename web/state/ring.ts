/** The newest so many of something: memory is bounded, however long the run. */
export interface Ring<T> {
  push(item: T): void;
  /** From the newest to the oldest. */
  newestFirst(): Generator<T, void>;
  clear(): void;
}

export function createRing<T>(capacity: number): Ring<T> {
  let items: T[] = [];
  let next = 0;
  return {
    push(item) {
      items[next] = item;
      next = (next + 1) % capacity;
    },
    *newestFirst() {
      for (let back = 1; back <= items.length; back += 1) {
        const item = items[(next - back + capacity) % capacity];
        if (item !== undefined) yield item;
      }
    },
    clear() {
      items = [];
      next = 0;
    },
  };
}
