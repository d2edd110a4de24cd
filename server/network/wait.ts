/** Calls `then` at a time of the clock, ms since 1970, or as soon after as can be; what it returns calls it off. */
export type Wait = (dueAt: number, then: () => void) => () => void;

/**
 * Node's timers count in whole ms and may be one late. So a timer sleeps until shortly before, and the rest is waited out
 * turn by turn of the event loop: exact to some µs, at the price of a busy millisecond.
 */
export function createWait(now: () => number): Wait {
  return (dueAt, then) => {
    let timer: NodeJS.Timeout | undefined;
    let turn: NodeJS.Immediate | undefined;
    function look(): void {
      const leftMs = dueAt - now();
      const sleepMs = Math.floor(leftMs - 1);
      if (leftMs <= 0) then();
      else if (sleepMs >= 1) timer = setTimeout(look, sleepMs);
      else turn = setImmediate(look);
    }
    look();
    return () => {
      clearTimeout(timer);
      clearImmediate(turn);
    };
  };
}
