import type { Case } from "./setting.ts";

export interface Progress {
  begin(one: Case): void;
  /** `words`: what there is to say of it beside that it is done. */
  end(one: Case, tookMs: number, words?: string): void;
  close(): void;
}

/** So much of the time that remains is reckoned by what cases have taken, rather than by what was expected of them. */
const MEMORY = 0.9;

/**
 * What is run, how far it is, and how long it will still take: a line that stays on a terminal, and a line for each
 * case elsewhere. `expectedMs` is reckoned, and held to what was really taken as the study goes on.
 */
export function createProgress(
  cases: readonly Case[],
  expectedMs: (one: Case) => number,
  out: Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean } = process.stderr,
): Progress {
  let done = 0;
  let leftMs = cases.reduce((sum, one) => sum + expectedMs(one), 0);
  let [expected, taken] = [0, 0];

  function line(text: string): void {
    if (out.isTTY) out.write(`\r\x1b[K${text}`);
  }

  return {
    begin(one) {
      const full = Math.round((24 * done) / cases.length);
      const pace = expected === 0 ? 1 : MEMORY * (taken / expected) + (1 - MEMORY);
      const left = formatTime(leftMs * pace);
      line(
        `${"█".repeat(full)}${"░".repeat(24 - full)} ${done + 1}/${cases.length}, ${left} left  ${one.id}`,
      );
    },
    end(one, tookMs, words) {
      done += 1;
      leftMs -= expectedMs(one);
      expected += expectedMs(one);
      taken += tookMs;
      if (words !== undefined) {
        line("");
        out.write(`${one.id}: ${words}\n`);
      } else if (!out.isTTY) out.write(`${done}/${cases.length} ${one.id}\n`);
    },
    close: () => line(""),
  };
}

export function formatTime(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
