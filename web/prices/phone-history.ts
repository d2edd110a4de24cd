import type { ChosenPolicy, PhoneFigures, PriceFigures } from "#protocol/prices.ts";
import { MINUTE_MS, type Point } from "../charts/series.ts";

interface Sample {
  readonly at: number;
  readonly memory: PriceFigures["memory"];
  readonly phones: readonly PhoneFigures[];
}

/** The last minute of the phones and of the server's memory, for the charts. */
export interface PhoneHistory {
  add(figures: PriceFigures, phones: readonly PhoneFigures[]): void;
  clear(): void;
  memory(of: keyof PriceFigures["memory"]): Point[];
  phone(policy: ChosenPolicy, of: "queueBytes" | "kernelBytes" | "ageMs"): Point[];
  /** The process held so much when the phones came, bytes; undefined before that. */
  readonly atFirst: PriceFigures["memory"] | undefined;
}

export function createPhoneHistory(): PhoneHistory {
  let samples: Sample[] = [];
  let atFirst: PriceFigures["memory"] | undefined;

  function points(read: (sample: Sample) => number | undefined): Point[] {
    const now = samples.at(-1)?.at ?? 0;
    return samples.flatMap((sample) => {
      const y = read(sample);
      return y === undefined ? [] : [{ x: (sample.at - now) / 1000, y }];
    });
  }

  return {
    add({ at, memory }, phones) {
      if (phones.length === 0) atFirst = memory;
      samples = [...samples.filter((sample) => sample.at > at - MINUTE_MS), { at, memory, phones }];
    },
    clear() {
      samples = [];
    },
    memory: (of) => points(({ memory }) => memory[of]),
    phone: (policy, of) => points(({ phones }) => phones.find((phone) => phone.policy === policy)?.[of]),
    get atFirst() {
      return atFirst;
    },
  };
}
