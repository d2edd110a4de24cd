import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("what is not set is as by default", () => {
  expect(readConfig({})).toEqual({
    port: 4000,
    host: "127.0.0.1",
    rate: 1,
    logLevel: "warn",
    networks: { count: 64, perAddress: 16, ownServers: 8 },
    networkPorts: undefined,
    pagePort: 0,
    serverName: "",
    drainS: 0,
    clockSkewMs: 0,
    backplane: { kind: "memory" },
    tokenSecret: undefined,
  });
});

test("what is set is taken", () => {
  expect(readConfig({ PORT: "0", HOST: "::", RATE: "0.1", LOG_LEVEL: "debug" })).toMatchObject({
    port: 0,
    host: "::",
    rate: 0.1,
    logLevel: "debug",
  });
});

test("what is set of the networks is taken", () => {
  expect(readConfig({ NETWORKS: "2", NETWORK_PORTS: "41000-41999", PAGE_PORT: "4000" })).toMatchObject({
    networks: { count: 2 },
    networkPorts: [41_000, 41_999],
    pagePort: 4000,
  });
});

test("what is set of the servers that share channels is taken", () => {
  const shared = { SERVER_NAME: "s1", TOKEN_SECRET: "x".repeat(32) };
  expect(readConfig({ ...shared, BACKPLANE: "redis", REDIS_URL: "redis://127.0.0.1:6379" })).toMatchObject({
    serverName: "s1",
    tokenSecret: new TextEncoder().encode(shared.TOKEN_SECRET),
    backplane: { kind: "redis", url: "redis://127.0.0.1:6379" },
  });
  expect(readConfig({ BACKPLANE: "kafka", KAFKA_BROKERS: "a:9092,b:9092" })).toMatchObject({
    backplane: { kind: "kafka", brokers: ["a:9092", "b:9092"] },
  });
});

test.for([
  [{ BACKPLANE: "rabbit" }, 'BACKPLANE: expected memory, none, redis or kafka, got "rabbit"'],
  [{ BACKPLANE: "redis" }, 'REDIS_URL: expected a URL such as redis://127.0.0.1:6379, got ""'],
  [
    { BACKPLANE: "kafka", KAFKA_BROKERS: "a" },
    'KAFKA_BROKERS: expected hosts and ports such as 127.0.0.1:9092, got "a"',
  ],
  [{ CLOCK_SKEW_MS: "1e9" }, 'CLOCK_SKEW_MS: expected a whole number from -60000 to 60000, got "1e9"'],
  [{ DRAIN_S: "61" }, 'DRAIN_S: expected a number from 0 to 60, got "61"'],
  [{ TOKEN_SECRET: "short" }, "TOKEN_SECRET: expected at least 32 bytes, got 5"],
  [{ SERVER_NAME: "a b" }, 'SERVER_NAME: expected up to 32 of A-Z a-z 0-9 _ -, got "a b"'],
  [{ PORT: "http" }, 'PORT: expected a whole number from 0 to 65535, got "http"'],
  [{ PORT: "65536" }, 'PORT: expected a whole number from 0 to 65535, got "65536"'],
  [{ PORT: "80.5" }, 'PORT: expected a whole number from 0 to 65535, got "80.5"'],
  [{ PORT: " " }, 'PORT: expected a whole number from 0 to 65535, got " "'],
  [{ HOST: "" }, 'HOST: expected a host name or address, got ""'],
  [{ HOST: "two words" }, 'HOST: expected a host name or address, got "two words"'],
  [{ RATE: "0" }, 'RATE: expected a number from 0.1 to 200, got "0"'],
  [{ RATE: "NaN" }, 'RATE: expected a number from 0.1 to 200, got "NaN"'],
  [{ RATE: "201" }, 'RATE: expected a number from 0.1 to 200, got "201"'],
  [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL: expected one of silent, error, warn, info, debug, got "loud"'],
  [{ NETWORKS: "many" }, 'NETWORKS: expected a whole number from 0 to 1000, got "many"'],
  [{ NETWORK_PORTS: "41000" }, 'NETWORK_PORTS: expected two ports such as 41000-41999, got "41000"'],
  [{ NETWORK_PORTS: "9-8" }, 'NETWORK_PORTS: expected two ports such as 41000-41999, got "9-8"'],
  [{ PAGE_PORT: "x" }, 'PAGE_PORT: expected a whole number from 0 to 65535, got "x"'],
] as const)("%o is refused by name", ([environment, message]) => {
  expect(() => readConfig(environment)).toThrow(new Error(message));
});
