import { TRANSPORTS } from "#protocol/transports.ts";
import { expect, test } from "./lab.ts";

test("through a network four lanes count up, and network and server count the same bytes", async ({
  lab,
  page,
}) => {
  await lab.open("v=1&rate=5&poll=2000&net=latency:20");
  await lab.until({ delivered: 3 });
  await expect(page.getByTestId("network")).toHaveText(/latency 20 ms/);
  await page.getByTestId("pause").click();
  await page.getByText("Break it").click();
  await expect(page.getByTestId("bytes-agreed")).toHaveAttribute("data-exact", "true");
  await lab.reset();
  await expect(page.getByTestId("bytes-agreed")).toHaveText(/^Since the reset .*, to the byte\./);
  await lab.network.cut();
  await expect(page.getByTestId("bytes-agreed")).toHaveText(/^Since the cut .*, to the byte\./);
  await expect(page.getByTestId("filter-sse")).toHaveValue(/^tcp port \d+$/);
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
});

test("a stall is said in words, and when it ends nothing is missing from what was pushed", async ({
  lab,
  page,
}) => {
  await lab.open("v=1&rate=5&poll=200&net=on&script=2:stall:3");
  await expect(page.getByTestId("network")).toHaveText(/^stalled, /);
  await expect(page.getByTestId("network")).toHaveText("passes all");
  await expect(page.getByTestId("aftermath")).toContainText("stall");
  const before = (await lab.lane("websocket").figures()).browser.delivered;
  const { lanes } = await lab.until({ delivered: before + 5, lanes: ["sse", "websocket"] });
  for (const lane of [lanes.sse, lanes.websocket]) expect(lane?.browser.missed).toBe(0);
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
});

test("a server of one's own crashes and comes back, and so do four lanes", async ({ lab, page }) => {
  await lab.open("v=1&rate=5&poll=200&net=on&script=3:crash:1");
  await lab.until({ delivered: 3 });
  await expect(page.getByTestId("network")).toHaveText(/^server down, /);
  await Promise.all(TRANSPORTS.map((name) => lab.lane(name).until({ state: "reconnecting" })));
  await expect(page.getByTestId("network")).toHaveText("passes all");
  const { lanes } = await lab.figures();
  const before = Math.max(...Object.values(lanes).map(({ browser }) => browser.delivered));
  await lab.until({ delivered: before + 5 });
});

test("faults are set by hand while lanes are open, and stand in the link", async ({ lab, page }) => {
  await lab.open("v=1&rate=5&poll=200&net=on");
  await lab.until({ delivered: 3 });
  await page.getByText("Break it").click();
  await page.getByLabel("A proxy refuses upgrades").check();
  await expect(page.getByTestId("network")).toHaveText("no upgrades");
  expect(new URL(page.url()).searchParams.get("net")).toBe("no-upgrades");
  await page.getByTestId("act-cut").click();
  await lab.lane("websocket").until({ state: "reconnecting" });
  await lab.lane("sse").until({ state: "open" });
});

test("polls with an ETag are preflighted once for each new value, and not for each poll", async ({
  lab,
  page,
}) => {
  await lab.open("v=1&rate=1&poll=100&etag=1&lanes=short-polling&net=on");
  const read = async () => (await lab.meter()).transports["short-polling"];
  await expect.poll(async () => (await read())?.emptyResponses).toBeGreaterThan(20);
  const polls = await read();
  expect(polls?.preflights).toBeGreaterThan(0);
  expect(polls?.preflights).toBeLessThanOrEqual((polls?.messages ?? 0) + 1);
  await expect(page.getByTestId("disagreement")).toHaveCount(0);
});

test("a script that cannot be read is refused by name", async ({ lab, page }) => {
  await lab.open("v=1&net=on&script=5:earthquake", { isStarted: false });
  await expect(page.getByText(/script: cue 1: expected one of latency/)).toBeVisible();
});
