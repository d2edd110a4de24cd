import type { Case } from "./setting.ts";

export interface Progress {
  begin(wave: readonly Case[]): void;
  /** `failure`: why it came to nothing, where it did. */
  done(one: Case, failure: string | undefined): void;
  end(wave: readonly Case[], tookMs: number): void;
  close(): void;
}

/**
 * What is run, how far it is, and how long it will still take: a line that stays, on a terminal, and a line for each case
 * elsewhere. The time left is what is expected of the waves to come, at the pace of those that are over.
 */
export function createProgress(
  waves: readonly (readonly Case[])[],
  expectedMs: (wave: readonly Case[]) => number,
  out: Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean } = process.stderr,
): Progress {
  const total = waves.flat().length;
  let count = 0;
  let leftMs = waves.reduce((sum, wave) => sum + expectedMs(wave), 0);
  let [expected, taken] = [0, 0];

  function stay(text: string): void {
    if (out.isTTY) out.write(`\r\x1b[K${text}`);
  }

  return {
    begin(wave) {
      const full = Math.round((24 * count) / total);
      const pace = expected === 0 ? 1 : taken / expected;
      const names = [...new Set(wave.map(({ setting }) => setting))].join(", ");
      stay(
        `${"█".repeat(full)}${"░".repeat(24 - full)} ${count}/${total}, ${formatTime(leftMs * pace)} left  ${names}`,
      );
    },
    done({ id }, failure) {
      count += 1;
      if (failure !== undefined) {
        stay("");
        out.write(`${id} came to nothing: ${failure}\n`);
      } else if (!out.isTTY) out.write(`${count}/${total} ${id}\n`);
    },
    end(wave, tookMs) {
      const ms = expectedMs(wave);
      leftMs -= ms;
      expected += ms;
      taken += tookMs;
    },
    close: () => stay(""),
  };
}

export function formatTime(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
