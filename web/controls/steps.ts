/** A slider's stops: what one would choose, evenly apart. A value from a link may lie between two of them. */
export interface Steps {
  readonly stops: readonly number[];
  /** As it stands beside the slider, and as a screen reader says it. */
  readonly say: (value: number) => string;
}

const milliseconds = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

export const RATE: Steps = {
  stops: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200],
  say: (rate) => `${rate} / s`,
};
export const POLL: Steps = {
  stops: [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000],
  say: milliseconds,
};
export const HOLD: Steps = { stops: [1, 2, 5, 10, 25, 60], say: (seconds) => `${seconds} s` };
export const PADDING: Steps = {
  stops: [0, 20, 100, 500, 2000, 10_000, 20_000, 65_536],
  say: (bytes) => (bytes === 65_536 ? "64 KiB" : `${bytes.toLocaleString("en")} B`),
};

/** The stop that is nearest to a value, by ratio. */
export function nearestStop({ stops }: Steps, value: number): number {
  const distance = (stop: number) => Math.abs(Math.log((stop + 1e-3) / (value + 1e-3)));
  return stops.reduce((best, stop, i) => (distance(stop) < distance(stops[best] ?? 0) ? i : best), 0);
}
