import type { Child } from "./asks.ts";
import { type Running, runContender, type Sample } from "./measuring.ts";
import type { Contender, Group } from "./plan.ts";
import { isOfRelay, runRelay } from "./relaying.ts";
import type { Samples } from "./table.ts";

/**
 * Measures the contenders of a group in rounds. Each round starts all of them anew, as two lives of one process differ by
 * more than their windows do, and takes their windows in turn, every other time backwards.
 */
export async function measureGroup(
  { measure, rounds, windows, contenders, title }: Group,
  load: Child,
  step: (text: string) => void,
): Promise<Samples> {
  const samples: Record<string, Sample[]> = Object.fromEntries(contenders.map(({ label }) => [label, []]));

  async function takeWindow(contender: Contender, running: Running | undefined): Promise<void> {
    const sample = await running?.window();
    if (sample) samples[contender.label]?.push(sample);
  }

  for (let round = 1; round <= rounds; round += 1) {
    const all = new Map<string, Running>();
    try {
      for (const contender of contenders) {
        step(`${title}, round ${round} of ${rounds}`);
        const running = isOfRelay(measure)
          ? await runRelay(contender, measure, load)
          : await runContender(contender, measure, load);
        all.set(contender.label, running);
        if (measure.kind !== "memory" && measure.kind !== "mixed") continue;
        // These fill a core or count pages: one at a time.
        await takeWindow(contender, running);
        await running.stop();
        all.delete(contender.label);
      }
      if (all.size === 0) continue;
      await Promise.all([...all.values()].map((running) => running.warm()));
      for (let window = 0; window < windows; window += 1) {
        const inTurn = (round + window) % 2 === 0 ? [...contenders].reverse() : contenders;
        for (const contender of inTurn) await takeWindow(contender, all.get(contender.label));
      }
    } finally {
      for (const running of all.values()) await running.stop();
    }
  }
  return samples;
}
