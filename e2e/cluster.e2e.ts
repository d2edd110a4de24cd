import { type Browser, expect, type Page, test } from "@playwright/test";
import { enter, expectTexts, leaveAll, person, say, texts } from "./chat.ts";
import { expectDelivered } from "./dashboard.ts";
import { startCluster } from "./program.ts";

test.afterEach(({ browser }) => leaveAll(browser));

const serverOf = (page: Page) => page.getByTestId("my-server").textContent().then(String);

/** Two people in two windows, each on another server: who is where the other is goes out, and comes in again. */
async function enterApart(
  browser: Browser,
  url: string,
  backplane: "redis" | "none",
  link: string,
): Promise<readonly [Page, Page]> {
  const ada = await enter(browser, url, "Ada", link);
  // Without a backplane each server answers for itself alone who is in the room, and they are asked in turn.
  const seesBob = async (count: number) => {
    if (backplane !== "none") await expect(person(ada, "Bob")).toHaveCount(count);
  };
  for (let tries = 0; tries < 10; tries += 1) {
    const bob = await enter(browser, url, "Bob", link);
    if ((await serverOf(bob)) !== (await serverOf(ada))) return [ada, bob];
    await seesBob(1); // or that he is not seen below would mean nothing
    await bob.close();
    await seesBob(0);
  }
  throw new Error("both were on the same server ten times");
}

test("two windows on two servers chat, lose one server, and notice nothing but a label", async ({
  browser,
}) => {
  const cluster = await startCluster(2, "redis");
  try {
    const [ada, bob] = await enterApart(browser, cluster.url, "redis", "room=apart");
    await expect(person(ada, "Bob")).toBeVisible();
    await expect(person(bob, "Ada")).toBeVisible();
    await say(ada, "from Ada");
    await expectTexts(bob, ["from Ada"]);
    await say(bob, "from Bob");
    await expectTexts(ada, ["from Ada", "from Bob"]);

    const lost = await serverOf(ada);
    const moves = await bob.locator(".moves").last().textContent();
    await bob.getByRole("button", { name: `kill server ${lost}` }).click();
    await expect(bob.getByTestId(`server-${lost}`)).toHaveAttribute("data-state", "down");
    await say(ada, "in the middle of it");
    await say(bob, "did you notice?");
    await expect(ada.getByTestId("my-server")).not.toHaveText(lost);
    await say(ada, "only a label");
    await expect.poll(() => texts(bob)).toHaveLength(5);
    const all = await texts(bob);
    expect([...all].sort()).toEqual(
      ["from Ada", "from Bob", "in the middle of it", "did you notice?", "only a label"].sort(),
    );
    await expectTexts(ada, all);
    for (const page of [ada, bob]) await expect(page.getByTestId("gap")).toHaveCount(0);
    await expect(person(bob, "Ada")).toHaveCount(1);
    expect(await bob.locator(".moves").last().textContent()).toBe(moves);

    await bob.getByRole("button", { name: `start server ${lost}` }).click();
    await expect(bob.getByTestId(`server-${lost}`)).toHaveAttribute("data-state", "up");
  } finally {
    await cluster.stop();
  }
});

test("redis is killed: the page says so, and who has lost it; what is said waits, and arrives once it is started", async ({
  browser,
}) => {
  const cluster = await startCluster(2, "redis");
  try {
    const [ada, bob] = await enterApart(browser, cluster.url, "redis", "room=away");
    await say(ada, "before");
    await expectTexts(bob, ["before"]);
    await bob.getByRole("button", { name: "kill redis" }).click();
    for (const page of [ada, bob]) {
      await expect(page.getByTestId("backplane")).toHaveAttribute("data-state", "down");
      await expect(page.getByTestId("backplane-trouble")).toContainText(
        "redis is down, and s1 and s2 have lost it.",
      );
      await expect(page.getByTestId("server-s1")).toContainText("up, has lost redis");
      await expect(page.getByRole("button", { name: "kill redis" })).toHaveCount(0);
    }
    await say(ada, "in the dark");
    await expect(ada.getByTestId("draft")).toContainText("waiting: backplane");
    expect(await texts(bob)).toEqual(["before"]);
    await ada.getByRole("button", { name: "start redis" }).click();
    for (const page of [ada, bob]) {
      await expectTexts(page, ["before", "in the dark"]);
      await expect(page.getByTestId("backplane")).toHaveAttribute("data-state", "up");
      await expect(page.getByTestId("backplane-trouble")).toHaveCount(0);
      await expect(page.getByTestId("gap")).toHaveCount(0);
    }
  } finally {
    await cluster.stop();
  }
});

test("without a backplane two people in one room cannot hear each other, and no error says so", async ({
  browser,
}) => {
  const cluster = await startCluster(2, "none");
  try {
    const [ada, bob] = await enterApart(browser, cluster.url, "none", "room=deaf");
    await say(ada, "Bob?");
    await expectTexts(ada, ["Bob?"]);
    await say(bob, "Ada?");
    await expectTexts(bob, ["Ada?"]);
    await say(ada, "nobody there");
    await expectTexts(ada, ["Bob?", "nobody there"]);
    await expectTexts(bob, ["Ada?"]);
    await expect(ada.getByTestId("no-backplane")).toBeVisible();
  } finally {
    await cluster.stop();
  }
});

test("the ladder's counter is one server's, straight and through a network, whatever server nginx asks next", async ({
  page,
}) => {
  const cluster = await startCluster(2, "none");
  try {
    for (const network of ["", "&net=latency:20"]) {
      await page.goto(`${cluster.url}/?v=1&run=1&rate=5&poll=100${network}`);
      await expectDelivered(page, 10);
      const { lanes } = await page.evaluate(() => window.ladder.figures());
      for (const { browser } of Object.values(lanes))
        expect(browser).toMatchObject({ resets: 0, reconnects: 0 });
      await expect(page.getByTestId("disagreement")).toHaveCount(0);
    }
  } finally {
    await cluster.stop();
  }
});
