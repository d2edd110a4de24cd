type Subscribe = (changed: () => void) => () => void;

/** Tells of changes at most every `everyMs`; of the last one too, which else would go untold once all has stopped. */
export function slowed(subscribe: Subscribe, everyMs: number): Subscribe {
  return (changed) => {
    let toldAt = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function tell(): void {
      timer = undefined;
      toldAt = performance.now();
      changed();
    }

    const unsubscribe = subscribe(() => {
      const waitMs = toldAt + everyMs - performance.now();
      if (waitMs <= 0) tell();
      else timer ??= setTimeout(tell, waitMs);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  };
}
