import type { TransportName } from "#protocol/transports.ts";
import type { Devtools } from "../devtools.ts";
import type { BrowserName, Setting } from "../setting.ts";

/** A browser at work, as far as a case needs it. */
export interface Browser {
  readonly name: BrowserName;
  readonly version: string;
  /** False once its process is gone. */
  readonly isAlive: boolean;
  /** A tab of a fresh context: no cookies, no cache, no connection of anyone before. */
  open(how: TabNeeds): Promise<Tab>;
  close(): Promise<void>;
}

export interface TabNeeds extends Pick<Setting, "background" | "cpuSlowdown"> {
  /** The lane that the developer tools are to watch. */
  readonly transport: TransportName;
}

export interface Tab {
  /** Undefined where the browser has no CDP. */
  readonly devtools: Devtools | undefined;
  goto(url: string): Promise<void>;
  /** Runs a function in the page; it sees its argument and nothing else of ours. All of it is plain data. */
  ask<Argument, Result>(
    question: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Lays it behind another tab, as asked for; resolves once the page itself says that it is hidden. */
  hide(): Promise<void>;
  /** Resolves with the reason, should the page or its browser die; never, if neither does. */
  readonly death: Promise<string>;
  close(): Promise<void>;
}

/** A question as a browser evaluates it. */
export function inWords<Argument>(question: (argument: Argument) => unknown, argument: Argument): string {
  return `(${question})(${argument === undefined ? "" : JSON.stringify(argument)})`;
}
