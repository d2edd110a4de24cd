import type { BackplaneAddress } from "./backplane/open.ts";

/** What the environment may set. Everything else has one value, in `DEFAULTS` of options.ts, which tests may change. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Updates a second of the shared counter. */
  readonly rate: number;
  readonly logLevel: string;
  /** At most so many networks at a time; 0: none. */
  readonly networks: { readonly count: number; readonly perAddress: number; readonly ownServers: number };
  /** Their ports, from the first to the last; undefined: any that are free. */
  readonly networkPorts: readonly [first: number, last: number] | undefined;
  /** Port of the page that may ask over a network; 0: the lab's own. */
  readonly pagePort: number;
  /** What this server tells its clients it is called; "": nothing, as it is the only one. */
  readonly serverName: string;
  /** When it is asked to go, it lets go of its clients over so long, s; 0: of all at once. */
  readonly drainS: number;
  /** Its clock is wrong by so much, ms: to see what that does to servers that share channels. */
  readonly clockSkewMs: number;
  readonly backplane: BackplaneAddress;
  /** Signs the tokens; servers that share channels must have it in common. Undefined: one of this process's own. */
  readonly tokenSecret: Uint8Array | undefined;
}

const LEVELS = ["silent", "error", "warn", "info", "debug"];

/** Networks of one remote address, and with a server process of their own: what a machine of two cores can bear. */
const [PER_ADDRESS, OWN_SERVERS] = [16, 8];

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws an `Error` that names the variable, what it takes, and what it was. */
export function readConfig(environment: Environment): Config {
  const { PORT = "4000", HOST = "127.0.0.1", RATE = "1", LOG_LEVEL = "warn" } = environment;
  const { NETWORKS = "64", NETWORK_PORTS, PAGE_PORT = "0" } = environment;
  const { SERVER_NAME = "", DRAIN_S = "0", CLOCK_SKEW_MS = "0", TOKEN_SECRET } = environment;
  return {
    port: number("PORT", PORT, "a whole number from 0 to 65535", wholeUpTo(65_535)),
    host: HOST === "" || /\s/.test(HOST) ? wrong("HOST", "a host name or address", HOST) : HOST,
    rate: number("RATE", RATE, "a number from 0.1 to 200", (n) => n >= 0.1 && n <= 200),
    logLevel: LEVELS.includes(LOG_LEVEL)
      ? LOG_LEVEL
      : wrong("LOG_LEVEL", `one of ${LEVELS.join(", ")}`, LOG_LEVEL),
    networks: {
      count: number("NETWORKS", NETWORKS, "a whole number from 0 to 1000", wholeUpTo(1000)),
      perAddress: PER_ADDRESS,
      ownServers: OWN_SERVERS,
    },
    networkPorts: NETWORK_PORTS === undefined ? undefined : range("NETWORK_PORTS", NETWORK_PORTS),
    pagePort: number("PAGE_PORT", PAGE_PORT, "a whole number from 0 to 65535", wholeUpTo(65_535)),
    serverName: /^[\w-]{0,32}$/.test(SERVER_NAME)
      ? SERVER_NAME
      : wrong("SERVER_NAME", "up to 32 of A-Z a-z 0-9 _ -", SERVER_NAME),
    drainS: number("DRAIN_S", DRAIN_S, "a number from 0 to 60", (n) => n >= 0 && n <= 60),
    clockSkewMs: number(
      "CLOCK_SKEW_MS",
      CLOCK_SKEW_MS,
      "a whole number from -60000 to 60000",
      (n) => Number.isInteger(n) && Math.abs(n) <= 60_000,
    ),
    backplane: readBackplane(environment),
    tokenSecret: TOKEN_SECRET === undefined ? undefined : secret(TOKEN_SECRET),
  };
}

function readBackplane({
  BACKPLANE = "memory",
  REDIS_URL = "",
  KAFKA_BROKERS = "",
}: Environment): BackplaneAddress {
  switch (BACKPLANE) {
    case "none":
    case "memory":
      return { kind: BACKPLANE };
    case "redis":
      return /^rediss?:\/\/./.test(REDIS_URL)
        ? { kind: "redis", url: REDIS_URL }
        : wrong("REDIS_URL", "a URL such as redis://127.0.0.1:6379", REDIS_URL);
    case "kafka": {
      const brokers = KAFKA_BROKERS.split(",");
      return brokers.every((broker) => /^.+:\d{1,5}$/.test(broker))
        ? { kind: "kafka", brokers }
        : wrong("KAFKA_BROKERS", "hosts and ports such as 127.0.0.1:9092", KAFKA_BROKERS);
    }
    default:
      return wrong("BACKPLANE", "memory, none, redis or kafka", BACKPLANE);
  }
}

/** Shorter than its hash, a key of HMAC-SHA-256 is weak (RFC 7518 §3.2). The words must not repeat what came. */
function secret(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < 32) throw new Error(`TOKEN_SECRET: expected at least 32 bytes, got ${bytes.length}`);
  return bytes;
}

function number(name: string, text: string, expected: string, fits: (n: number) => boolean): number {
  const value = Number(text);
  return text.trim() !== "" && fits(value) ? value : wrong(name, expected, text);
}

const wholeUpTo = (most: number) => (n: number) => Number.isInteger(n) && n >= 0 && n <= most;

function range(name: string, text: string): readonly [number, number] {
  const [first = 0, last = 0] = (/^(\d{1,5})-(\d{1,5})$/.exec(text) ?? []).slice(1).map(Number);
  const fits = first > 0 && first <= last && last <= 65_535;
  return fits ? [first, last] : wrong(name, "two ports such as 41000-41999", text);
}

function wrong(name: string, expected: string, came: string): never {
  throw new Error(`${name}: expected ${expected}, got ${JSON.stringify(came)}`);
}
