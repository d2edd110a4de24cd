/** Who is told that there is news; not which. */
export interface News {
  onNews(listener: () => void): () => void;
  readonly listeners: number;
  /** Tells all at the end of this turn of the event loop: a burst wakes each of them once. */
  tell(): void;
}

export function createNews(): News {
  const listeners = new Set<() => void>();
  let waking = false;

  function wake(): void {
    waking = false;
    for (const listener of listeners) listener();
  }

  return {
    onNews(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get listeners() {
      return listeners.size;
    },
    tell() {
      if (waking) return;
      waking = true;
      queueMicrotask(wake);
    },
  };
}
