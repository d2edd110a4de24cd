import { expect, onTestFinished, test } from "vitest";
import { untilHolds } from "../testing/until-holds.ts";
import type { BackplaneState } from "./backplane.ts";
import { openBackplane } from "./open.ts";
import { freePorts } from "./own-process.ts";
import { createTrouble } from "./trouble.ts";

test("each reason is told once in an outage, however the reasons take turns", () => {
  const said: string[] = [];
  const { tell, follow } = createTrouble((line) => said.push(line));
  let become: (state: BackplaneState) => void = () => {};
  follow({
    onState(listener) {
      become = listener;
      return () => {};
    },
  });
  for (let i = 0; i < 3; i += 1) {
    tell(new Error("refused"));
    tell("no answer");
  }
  expect(said).toEqual(["backplane: refused", "backplane: no answer"]);
  become("ready");
  tell(new Error("refused"));
  expect(said).toHaveLength(3);
  for (let i = 0; i < 100; i += 1) tell(`reason ${i}`);
  expect(said.length).toBeLessThan(30);
});

test.for(["redis", "kafka"] as const)("why %s is lost is told", async (kind) => {
  const [port] = await freePorts(1);
  const said: string[] = [];
  const { tell } = createTrouble((line) => said.push(line));
  let times = 0;
  const address =
    kind === "redis"
      ? ({ kind, url: `redis://127.0.0.1:${port}` } as const)
      : ({ kind, brokers: [`127.0.0.1:${port}`] } as const);
  const backplane = await openBackplane(address, (reason) => {
    times += 1;
    tell(reason);
  });
  onTestFinished(backplane.close);
  await untilHolds(() => expect(times).toBeGreaterThan(2));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(new RegExp(`^backplane: .*ECONNREFUSED 127\\.0\\.0\\.1:${port}$`));
});
