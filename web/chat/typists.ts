import type { User } from "#protocol/token.ts";
import type { Time } from "../transports/transport.ts";

/** Who is typing at this moment: it is said every few seconds, and fades when it is said no more. */
export interface Typists {
  readonly names: readonly string[];
  typed(user: User): void;
  /** They have said it. */
  said(user: string): void;
  close(): void;
}

const FADES_MS = 4000;

export function createTypists(time: Time, changed: () => void): Typists {
  const typing = new Map<string, { readonly name: string; readonly stop: () => void }>();

  function end(user: string): void {
    typing.get(user)?.stop();
    if (typing.delete(user)) changed();
  }

  return {
    get names() {
      return [...typing.values()].map(({ name }) => name);
    },
    typed({ id, name }) {
      typing.get(id)?.stop();
      typing.set(id, { name, stop: time.after(FADES_MS, () => end(id)) });
      changed();
    },
    said: end,
    close() {
      for (const { stop } of typing.values()) stop();
    },
  };
}
