import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("what is not set is as by default", () => {
  expect(readConfig({})).toEqual({ port: 4000, host: "127.0.0.1", rate: 1, logLevel: "warn" });
});

test("what is set is taken", () => {
  expect(readConfig({ PORT: "0", HOST: "::", RATE: "0.1", LOG_LEVEL: "debug" })).toEqual({
    port: 0,
    host: "::",
    rate: 0.1,
    logLevel: "debug",
  });
});

test.for([
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
] as const)("%o is refused by name", ([environment, message]) => {
  expect(() => readConfig(environment)).toThrow(new Error(message));
});
