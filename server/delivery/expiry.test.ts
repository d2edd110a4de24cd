import { expect, test } from "vitest";
import { createHandClock } from "../testing/hand-clock.ts";
import { watchExpiry } from "./expiry.ts";

const rule = { warnMs: 30_000, graceMs: 3_000 };

test("a connection is warned, given some grace, and ended", () => {
  const time = createHandClock(0);
  const said: string[] = [];
  watchExpiry({
    rule,
    time,
    expiresAt: 60_000,
    warn: (until) => said.push(`warned of ${until} at ${time.now()}`),
    end: () => said.push(`ended at ${time.now()}`),
  });
  time.turn(100_000);
  expect(said).toEqual(["warned of 60000 at 30000", "ended at 63000"]);
});

test("a fresh token that comes when the connection has ended keeps nothing waiting", () => {
  const time = createHandClock(0);
  const expiry = watchExpiry({ rule, time, expiresAt: 60_000, end: () => {} });
  expiry.stop();
  expiry.renew(3_600_000);
  expect(time.waiting).toBe(0);
});
