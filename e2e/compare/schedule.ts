import type { Plan } from "./plan.ts";
import { createRandom, deriveSeed, shuffle } from "./random.ts";
import type { Case, Setting } from "./setting.ts";

/** Where a link replays a case: the lab as `npm start` starts it. */
const LAB = "http://127.0.0.1:4000";

/**
 * All cases in the order in which they are run: one repetition of everything after the other, each shuffled anew, so that
 * whatever drifts on the machine meanwhile meets all of them alike.
 */
export function scheduleCases({
  settings,
  repetitions,
  seed,
}: Pick<Plan, "settings" | "repetitions" | "seed">): Case[] {
  const blocks = Array.from({ length: repetitions }, (_, i) => {
    const block = settings.flatMap((setting) =>
      setting.transports.map((transport) => caseOf(setting, transport, i + 1, seed)),
    );
    return shuffle(block, createRandom(deriveSeed(seed, `order/${i + 1}`)));
  });
  return blocks.flat();
}

/**
 * Cases that are run side by side, `size` of them: of one repetition, and of like length, so that none waits long for the
 * others. The waves of a repetition come in a random order.
 */
export function inWaves(
  cases: readonly Case[],
  size: number,
  seed: number,
  expectedMs: (one: Case) => number,
): Case[][] {
  const repetitions = [...Map.groupBy(cases, ({ repetition }) => repetition)];
  return repetitions.flatMap(([repetition, block]) => {
    const byLength = block.toSorted((a, b) => expectedMs(a) - expectedMs(b));
    const waves = Array.from({ length: Math.ceil(block.length / size) }, (_, i) =>
      byLength.slice(i * size, (i + 1) * size),
    );
    return shuffle(waves, createRandom(deriveSeed(seed, `waves/${repetition}`)));
  });
}

/** Transports of one repetition share a seed: the same updates, and the same faults at the same times, come to all of them. */
function caseOf(setting: Setting, transport: Case["transport"], repetition: number, studySeed: number): Case {
  const seed = deriveSeed(studySeed, `${setting.name}/${repetition}`);
  return {
    id: `${setting.name}/${transport}/${repetition}`,
    setting: setting.name,
    transport,
    repetition,
    seed,
    link: `${LAB}/?${queryOf(setting, transport, seed)}&run=1`,
  };
}

/** The scenario of a case, without `run`. */
export function queryOf({ link }: Setting, transport: Case["transport"], seed: number): string {
  return `${link}&lanes=${transport}&seed=${seed}`;
}
