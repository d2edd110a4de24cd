/** Where cases that run side by side wait for each other: none is measured while another still loads its page. */
export interface Gate {
  /** Resolves once each has come here, or has left. */
  pass(who: string): Promise<void>;
  /** This one comes no more, or has been here. */
  leave(who: string): void;
}

export function createGate(names: readonly string[]): Gate {
  const awaited = new Set(names);
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });

  function leave(who: string): void {
    awaited.delete(who);
    if (awaited.size === 0) open();
  }

  return {
    leave,
    pass(who) {
      leave(who);
      return opened;
    },
  };
}
