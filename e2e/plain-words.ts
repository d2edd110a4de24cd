/** Does something under a name. */
export type Call = <T>(title: string, body: () => Promise<T>) => Promise<T>;

const OURS = /\/(with-lab|lab-on-page|lab-network|plain-words)\.ts:/;

/** Who called, without the fixture's own files: a failure should point at the line of the test. */
export function callersOf({ stack = "" }: Error): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !OURS.test(line))
    .join("\n");
}

/** What the page refuses, in its own words: without the name of the call that carried them, and the browser's stack. */
export async function inPlainWords<T>(body: () => Promise<T>, callers: string): Promise<T> {
  try {
    return await body();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const words = /^page\.evaluate: (?:Error|Refusal): (.*)/.exec(said)?.[1] ?? said;
    throw Object.assign(new Error(words), { stack: `Error: ${words}\n${callers}` });
  }
}
