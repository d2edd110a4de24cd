/** A bar on stderr; on a terminal it stays on its line, elsewhere only each new text is a line. */
export function createProgress(total: number, out: NodeJS.WriteStream = process.stderr) {
  const startedAt = performance.now();
  let done = 0;
  let lastText = "";

  return {
    step(text: string): void {
      if (out.isTTY) {
        const full = Math.round((30 * done) / total);
        const left =
          done === 0 ? "" : `, ${leftOf(((performance.now() - startedAt) * (total - done)) / done)}`;
        const bar = "█".repeat(full) + "░".repeat(30 - full);
        out.write(`\r\x1b[K${bar} ${Math.round((100 * done) / total)} %${left}  ${text}`);
      } else if (text !== lastText) out.write(`${text}\n`);
      lastText = text;
      done += 1;
    },
    end(): void {
      if (out.isTTY) out.write("\r\x1b[K");
    },
  };
}

function leftOf(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds > 90 ? `${Math.round(seconds / 60)} min left` : `${seconds} s left`;
}
