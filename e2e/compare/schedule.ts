import { createRandom, deriveSeed, shuffle } from "./random.ts";
import type { Case, Setting } from "./setting.ts";

export interface Plan {
  readonly settings: readonly Setting[];
  /** Runs of each transport under each setting. */
  readonly repetitions: number;
  readonly seed: number;
}

/** Where a link replays a case: the lab as `npm start` starts it. */
const LAB = "http://127.0.0.1:4000";

/**
 * All cases in the order in which they are run: one repetition of everything after the other, each shuffled anew, so that
 * whatever drifts on the machine meanwhile meets all of them alike.
 */
export function scheduleCases({ settings, repetitions, seed }: Plan): Case[] {
  const blocks = Array.from({ length: repetitions }, (_, i) => {
    const block = settings.flatMap((setting) =>
      setting.transports.map((transport) => caseOf(setting, transport, i + 1, seed)),
    );
    return shuffle(block, createRandom(deriveSeed(seed, `order/${i + 1}`)));
  });
  return blocks.flat();
}

/** Transports of one repetition share a seed: the same updates and the same jitter come to all of them. */
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
