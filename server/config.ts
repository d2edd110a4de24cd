/** What the environment may set. Everything else has one value, in `DEFAULTS` of app.ts, which tests may change. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Updates a second of the shared counter. */
  readonly rate: number;
  readonly logLevel: string;
}

const LEVELS = ["silent", "error", "warn", "info", "debug"];

/** Throws an `Error` that names the variable, what it takes, and what it was. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const { PORT = "4000", HOST = "127.0.0.1", RATE = "1", LOG_LEVEL = "warn" } = environment;
  return {
    port: number(
      "PORT",
      PORT,
      "a whole number from 0 to 65535",
      (n) => Number.isInteger(n) && n >= 0 && n <= 65_535,
    ),
    host: HOST === "" || /\s/.test(HOST) ? wrong("HOST", "a host name or address", HOST) : HOST,
    rate: number("RATE", RATE, "a number from 0.1 to 200", (n) => n >= 0.1 && n <= 200),
    logLevel: LEVELS.includes(LOG_LEVEL)
      ? LOG_LEVEL
      : wrong("LOG_LEVEL", `one of ${LEVELS.join(", ")}`, LOG_LEVEL),
  };
}

function number(name: string, text: string, expected: string, fits: (n: number) => boolean): number {
  const value = Number(text);
  return text.trim() !== "" && fits(value) ? value : wrong(name, expected, text);
}

function wrong(name: string, expected: string, came: string): never {
  throw new Error(`${name}: expected ${expected}, got ${JSON.stringify(came)}`);
}
