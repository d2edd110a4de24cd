/** The newest `size` items, oldest first when walked. Adding one is cheap, and memory is bounded. */
export interface Ring<T> {
  readonly length: number;
  push(item: T): void;
  /** The item `i` places from the oldest that is kept. */
  at(i: number): T | undefined;
  clear(): void;
}

export function createRing<T>(size: number): Ring<T> {
  let items: T[] = [];
  let start = 0;
  return {
    get length() {
      return items.length;
    },
    push(item) {
      if (items.length < size) items.push(item);
      else {
        items[start] = item;
        start = (start + 1) % size;
      }
    },
    at: (i) => (i < 0 || i >= items.length ? undefined : items[(start + i) % size]),
    clear() {
      items = [];
      start = 0;
    },
  };
}
