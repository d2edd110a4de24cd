import type { TransportName } from "#protocol/transports.ts";

export type BrowserName = "chromium" | "firefox" | "webkit";

/** One scenario under which transports are compared, and what a browser is made to suffer meanwhile. */
export interface Setting {
  /** Unique in its study: kebab-case, for file names and `--only`. */
  readonly name: string;
  /** What it stands for, in one sentence, for the report. */
  readonly about: string;
  /** The scenario as the page's link has it, without `lanes`, `seed` and `run`: these the study sets for each run. */
  readonly link: string;
  readonly transports: readonly TransportName[];
  /** Messages delivered until a run ends. */
  readonly messages: number;
  /** Messages before that, which no figure counts. */
  readonly warmUp: number;
  /** How many times slower the page's processor is made (CDP `Emulation.setCPUThrottlingRate`); 1: as it is. */
  readonly cpuSlowdown: number;
  /** The page lies behind another tab. */
  readonly background: boolean;
  readonly browser: BrowserName;
}

/** A setting, one transport, one repetition: one fresh browser context. Its seed follows from the study's and its name. */
export interface Case {
  /** `{setting}/{transport}/{repetition}` */
  readonly id: string;
  readonly setting: string;
  readonly transport: TransportName;
  /** From 1. */
  readonly repetition: number;
  readonly seed: number;
  /**
   * Replays the scenario of the case on a dashboard: a whole link, `run=1` included. Warm-up, number of messages, browser,
   * `cpuSlowdown` and `background` are not in it, nor is jitter drawn the same.
   */
  readonly link: string;
}
