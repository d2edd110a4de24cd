import { expect, test } from "./lab.ts";

test("a scenario is opened by its parts, its lanes are read, and broken, and come back", async ({ lab }) => {
  await lab.open({ schedule: { rate: 50 }, pollMs: 50, lanes: ["short-polling", "sse"], network: {} });
  await lab.until({ delivered: 10 });
  const sse = lab.lane("sse");
  expect(await sse.state()).toBe("open");
  await expect(sse.locator).toHaveAttribute("data-state", "open");

  const stalled = lab.network.stall(1500);
  await expect(lab.page.getByTestId("network")).toHaveText(/^stalled/);
  await stalled;
  const { lanes } = await lab.until({ delivered: 60 });
  expect(lanes.sse?.browser).toMatchObject({ missed: 0, duplicated: 0 });
  expect(lanes.sse?.browser.staleness?.max).toBeGreaterThan(1000);
  expect(lanes["short-polling"]?.browser.missed).toBeGreaterThan(10);

  await lab.network.cut();
  expect((await sse.until({ reconnects: 1, isWell: true })).browser.duplicated).toBe(0);
});

test("the figures are those of the meter, and there are as many samples as they count, also after a reset", async ({
  lab,
}) => {
  await lab.open("v=1&rate=20&lanes=websocket");
  const websocket = lab.lane("websocket");
  const expectExact = async () => {
    const { browser, server } = await websocket.figures();
    expect(await websocket.samples()).toHaveLength(Number(browser.staleness?.count ?? 0));
    expect(server?.messages).toBe(browser.delivered);
    expect((await lab.meter()).transports.websocket).toEqual(server);
  };
  await lab.until({ delivered: 20 });
  await lab.change({ schedule: { paused: true } });
  await expect(expectExact).toPass();
  await lab.reset();
  await lab.change({ schedule: { paused: false } });
  await lab.until({ delivered: 20 });
  await lab.change({ schedule: { paused: true } });
  await expect(expectExact).toPass();
});

test("what a lane counts up by +1, all lanes show", async ({ lab }) => {
  await lab.open("paused=1&poll=100");
  await lab.lane("websocket").increment();
  for (const name of ["short-polling", "long-polling", "sse", "websocket"] as const)
    await expect.poll(() => lab.lane(name).value()).toBe(1);
});

test("a server of one's own crashes, and a lane finds it again", async ({ lab }) => {
  await lab.open("v=1&rate=20&lanes=websocket&net=on&server=own");
  await lab.network.crash(500);
  await lab.until({ isWell: false });
  await lab.until({ isWell: true, reconnects: 1 });
});

test("what cannot be is said in words: a network there is not, a lane there is not, a link, a lab", async ({
  lab,
}) => {
  await lab.open("rate=5&lanes=sse");
  await expect(lab.network.cut()).rejects.toThrow(/^network: expected one, as net=on in the link/);
  await expect(lab.lane("websocket").figures()).rejects.toThrow(
    'lab.lane("websocket"): expected one of the run\'s lanes (sse)',
  );
  await expect(lab.until({ delivered: 1e6 }, 100)).rejects.toThrow(
    /^within 100 ms: sse: expected 1000000 delivered/,
  );
  await expect(lab.change({ pollMs: 1 })).rejects.toThrow('poll: expected 50 to 30000, got "1"');
  await expect(lab.open({ schedule: { rate: 5000 } })).rejects.toThrow(
    'the link was refused: rate: expected 0.1 to 200, got "5000"',
  );
  await expect(lab.open("http://elsewhere/api/health?v=1")).rejects.toThrow(
    `there is no lab at ${lab.url}/api/health?v=1`,
  );
});
