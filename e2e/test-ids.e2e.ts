import { ACTS } from "#protocol/network.ts";
import { PAGE_PARTS } from "#protocol/scenario.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { expect, test } from "./lab.ts";
import { TEST_IDS } from "./test-ids.ts";

const VARIES: Readonly<Record<string, readonly string[]>> = {
  transport: TRANSPORTS,
  act: ACTS,
  part: PAGE_PARTS,
  port: [...TRANSPORTS, "all"],
  format: ["trace", "pcapng", "har", "csv", "png"],
};

/** `act-{act}` → `act-cut`, `act-close` … */
function namesOf(id: string): readonly string[] {
  const [, before = id, what = ""] = /^(.*)\{(.*)\}$/.exec(id) ?? [];
  return VARIES[what]?.map((name) => before + name) ?? [before];
}

test("the test ids of the page are those that are listed", async ({ lab }) => {
  test.setTimeout(60_000); // five pages, one after the other
  const seen = new Set<string>();
  const { page } = lab;
  async function look(...awaited: readonly string[]): Promise<void> {
    for (const id of awaited) await expect(page.getByTestId(id)).toBeAttached();
    const ids = await page
      .locator("[data-testid]")
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.testid));
    for (const id of ids) seen.add(String(id));
  }

  await lab.open("rate=5000", { isStarted: false });
  await look("take-defaults");
  await lab.open("rate=10&lanes=sse", { isStarted: false });
  await look("start");
  await lab.open("rate=10&poll=200&net=on");
  await page.getByText("Break it").click();
  await lab.network.cut();
  await look("stop", "aftermath", "bytes-agreed", "filter-all", "wire-timeline");
  const trace = { name: "run.json", mimeType: "application/json", buffer: Buffer.from(await lab.trace()) };
  await page.getByTestId("open-trace").setInputFiles(trace);
  await look("trace-notice");
  await page.getByTestId("open-trace").setInputFiles({ ...trace, buffer: Buffer.from("{}") });
  await look("trace-refusal");

  await lab.open("rate=5&lanes=sse");
  const { session } = await lab.meter();
  const inItsName = `${lab.url}/channels/counter%3A${session}/messages?session=${session}&transport=sse`;
  await page.request.post(inItsName, { data: { type: "increment", payload: { by: 1 } } });
  await look("disagreement");

  expect([...seen].sort()).toEqual(Object.keys(TEST_IDS).flatMap(namesOf).sort());
});
