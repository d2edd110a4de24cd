import { expect, test } from "vitest";
import { NO_FAULTS } from "#protocol/network.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import { startLab } from "../../server/testing/lab-server.ts";
import { createPageTime } from "../measuring/page-time.ts";
import { createOperator } from "./operator.ts";
import type { NetworkNews, SaidEvent } from "./operator-words.ts";

/** The operator against the real server: what is asked is done, and what passes is told. */
test("a network opens, records what passes through its ports, and is gone with its socket", async () => {
  await using lab = await startLab();
  const records: TapeRecord[] = [];
  const events: SaidEvent[] = [];
  const operator = createOperator({
    createStore: () => ({
      feed: (some) => void records.push(...some),
      entries: [],
      updates: [],
      lost: 0,
      dissect: () => undefined,
    }),
    time: createPageTime(),
    post: (news: NetworkNews) => news.type === "event" && events.push(news.event),
  });
  const url = `${lab.url}/api/sessions/s1/network`;
  operator.command({ type: "open", network: 1, url, seed: 1, ownServer: false, faults: NO_FAULTS });
  const opened = () => events.find((event) => event.type === "opened");
  await expect.poll(opened).toBeDefined();
  const port = opened()?.ports["short-polling"];

  operator.command({ type: "faults", faults: { latencyMs: 30 } });
  await expect.poll(() => events.findLast((event) => event.type === "faults")?.faults.latencyMs).toBe(30);
  const answer = await fetch(`http://127.0.0.1:${port}/channels/counter/short-polling?session=s1`);
  expect(answer.status).toBe(200);
  await answer.text();

  const textFrom = (side: "client" | "server") =>
    records
      .flatMap((record) => (record.kind === "bytes" && record.from === side ? [atob(record.data)] : []))
      .join("");
  await expect.poll(() => textFrom("client")).toMatch(/^GET \/channels\/counter\/short-polling/);
  await expect.poll(() => textFrom("server")).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(records[0]).toMatchObject({ kind: "opened", lane: "short-polling", lanePort: port });

  operator.command({ type: "close" });
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => "answered",
        () => "gone",
      ),
    )
    .toBe("gone");
});
