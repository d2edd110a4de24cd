import { expect, test } from "@playwright/test";
import { expectAccessible, expectNothingCutOff } from "./accessibility.ts";
import { choose, enter, expectTexts, leaveAll, person, say } from "./chat.ts";
import { type Program, startProgram } from "./program.ts";

let program: Program;
test.beforeAll(async () => {
  program = await startProgram();
});
test.afterAll(async () => {
  await program.stop();
});

test.afterEach(({ browser }) => leaveAll(browser));

let rooms = 0;
const newRoom = () => `room=r${++rooms}`;

test("the chat asks for a name once, and is linked from every page", async ({ page }) => {
  await page.goto(program.url);
  await page.getByRole("link", { name: "Chat" }).click();
  await page.getByRole("button", { name: "Come in" }).click();
  await expect(page.getByRole("alert")).toContainText("name: expected 1 to 32 characters");
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Your name").press("Enter");
  await expect(person(page, "Ada")).toBeVisible();
  await page.reload();
  await expect(person(page, "Ada")).toBeVisible();
  await page.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByLabel("Your name")).toBeVisible();
});

for (const transport of ["short-polling", "long-polling", "sse", "websocket"])
  test(`two windows hear each other, one of them by ${transport}`, async ({ browser }) => {
    const room = newRoom();
    const ada = await enter(browser, program.url, "Ada", `${room}&transport=${transport}`);
    const bob = await enter(browser, program.url, "Bob", room);
    await expect(person(ada, "Bob")).toBeVisible();
    await say(ada, "hello");
    await expectTexts(bob, ["hello"]);
    await say(bob, "and hello to you");
    await expectTexts(ada, ["hello", "and hello to you"]);
    const rung = bob.getByTestId("people").locator(`[data-transport="${transport}"]`);
    await expect(rung.filter({ hasText: "Ada" })).toHaveCount(1);
    await expect
      .poll(async () =>
        Number(await ada.getByTestId(`cost-${transport}`).locator("td").first().textContent()),
      )
      .toBeGreaterThan(1);
  });

test("three streams in one browser leave no connection for what is said, and the page says so", async ({
  browser,
}) => {
  const room = newRoom();
  const context = await browser.newContext();
  const open = async (name: string) => {
    const page = await context.newPage();
    await page.goto(`${program.url}/chat?name=${name}&${room}&transport=sse`);
    await expect(page.getByTestId("lane-state")).toHaveAttribute("data-state", "open");
    return page;
  };
  const ada = await open("Ada");
  const bob = await open("Bob");
  await expect(ada.getByTestId("crowded")).toContainText("4 of the 6 connections");
  const eve = await open("Eve");
  for (const page of [ada, bob, eve])
    await expect(page.getByTestId("crowded")).toHaveAttribute("data-full", "true");
  await say(ada, "is anybody there?");
  await expect(ada.getByTestId("draft")).toHaveCount(1);
  await choose(eve, "websocket");
  for (const page of [ada, bob, eve]) await expectTexts(page, ["is anybody there?"]);
  await expect(ada.getByTestId("crowded")).toHaveAttribute("data-full", "false");
});

test("a transport is changed in the middle of a conversation, and nothing is lost or twice", async ({
  browser,
}) => {
  const room = newRoom();
  const ada = await enter(browser, program.url, "Ada", room);
  const bob = await enter(browser, program.url, "Bob", room);
  const said: string[] = [];
  for (const transport of ["sse", "long-polling", "short-polling", "websocket"]) {
    await choose(ada, transport);
    for (const page of [ada, bob])
      for (const turn of [1, 2]) {
        const text = `${transport} ${page === ada ? "Ada" : "Bob"} ${turn}`;
        said.push(text);
        await say(page, text);
        await expect(bob.getByText(text, { exact: true })).toBeVisible();
      }
  }
  await expectTexts(ada, said);
  await expectTexts(bob, said);
  await expect(ada.getByTestId("gap")).toHaveCount(0);
});

test("a sign of typing is heard by a socket, and costs a small part of what it does by SSE", async ({
  browser,
}) => {
  const room = newRoom();
  const ada = await enter(browser, program.url, "Ada", room);
  const bob = await enter(browser, program.url, "Bob", `${room}&transport=long-polling`);
  const typing = (transport: string) =>
    ada
      .getByTestId("last-typing")
      .locator(`[data-transport="${transport}"]`)
      .getAttribute("data-up")
      .then(Number);
  const eve = await enter(browser, program.url, "Eve", room);
  for (const transport of ["websocket", "sse"]) {
    await choose(ada, transport);
    await expect(ada.getByTestId("lane-state")).toHaveAttribute("data-state", "open");
    // A sign goes up every 3 s; where others' comings and goings cost something at that moment, the next is measured.
    await expect
      .poll(
        async () => {
          await ada.getByLabel("Write to the room").press("x");
          return typing(transport);
        },
        { timeout: 30_000, intervals: [1000] },
      )
      .toBeGreaterThan(0);
    await expect(eve.getByTestId("typing")).toHaveText("Ada is typing …");
  }
  expect(await typing("websocket")).toBeLessThan(100);
  expect(await typing("sse")).toBeGreaterThan(500);
  await expect(bob.getByTestId("typing")).toContainText("By long polling nobody hears who is typing");
});

test("a private message is read by one alone", async ({ browser }) => {
  const room = newRoom();
  const ada = await enter(browser, program.url, "Ada", room);
  const bob = await enter(browser, program.url, "Bob", `${room}&transport=sse`);
  const eve = await enter(browser, program.url, "Eve", room);
  await person(ada, "Bob").click();
  await ada.getByLabel("Write to Bob, privately").fill("psst");
  await ada.getByLabel("Write to Bob, privately").press("Enter");
  await expectTexts(ada, ["psst"]);
  await bob.getByTestId("private-talk").click();
  await expectTexts(bob, ["psst"]);
  await bob.getByLabel("Write to Ada, privately").fill("what?");
  await bob.getByLabel("Write to Ada, privately").press("Enter");
  await expectTexts(ada, ["psst", "what?"]);
  await ada.reload();
  await ada.getByTestId("private-talk").click();
  await expectTexts(ada, ["psst", "what?"]);
  await expect(eve.getByTestId("private-talk")).toHaveCount(0);
  await expectTexts(eve, []);
});

test("a reload is the same participant, and nobody sees them go", async ({ browser }) => {
  const room = newRoom();
  const bob = await enter(browser, program.url, "Bob", room);
  const ada = await enter(browser, program.url, "Ada", room);
  await say(ada, "before");
  await expectTexts(bob, ["before"]);
  const session = await ada.getByTestId("session").textContent();
  const moves = await bob.locator(".moves").allTextContents();
  await ada.reload();
  await expectTexts(ada, ["before"]);
  expect(await ada.getByTestId("session").textContent()).toBe(session);
  await say(ada, "after");
  await expectTexts(bob, ["before", "after"]);
  await expect(person(bob, "Ada")).toHaveCount(1);
  expect(await bob.locator(".moves").allTextContents()).toEqual(moves);
  await ada.close();
  await expect(person(bob, "Ada")).toHaveCount(0);
  await expect(bob.locator(".moves").last()).toContainText("Ada left");
});

test("what is said while there is no server waits, and goes out in order when there is one", async ({
  browser,
}) => {
  const own = await startProgram();
  const ada = await enter(browser, own.url, "Ada");
  await say(ada, "one");
  await expectTexts(ada, ["one"]);
  await own.stop("SIGKILL");
  await say(ada, "two");
  await say(ada, "three");
  await expect(ada.getByTestId("draft")).toHaveCount(2);
  await expect(ada.getByTestId("draft").first()).toContainText("waiting: ");
  const again = await startProgram({ PORT: String(own.port) });
  await expectTexts(ada, ["one", "two", "three"]);
  // Its log was in memory, and the new one knows nothing of it.
  await expect(ada.getByTestId("gap")).toHaveText(/the log has begun anew/);
  await ada.close();
  await again.stop();
});

test("a token that lives for seconds is renewed, and the conversation goes on", async ({ browser }) => {
  const room = newRoom();
  const bob = await enter(browser, program.url, "Bob", room);
  const ada = await enter(browser, program.url, "Ada", `${room}&life=5`);
  const renewed = () => ada.waitForResponse(/\/api\/tokens\/refresh$/);
  for (const turn of [1, 2, 3]) {
    await renewed();
    await say(ada, `turn ${turn}`);
  }
  await expectTexts(bob, ["turn 1", "turn 2", "turn 3"]);
  await expect(ada.getByTestId("lane-state")).toHaveAttribute("data-state", "open");
});

test("what others say and are called is text, whatever stands in it", async ({ browser }) => {
  const room = newRoom();
  const name = "<img src=x onerror=alert(1)> עדה";
  const bob = await enter(browser, program.url, "Bob", room);
  let alerts = 0;
  bob.on("dialog", () => alerts++);
  const eve = await enter(browser, program.url, name, room);
  const lines = "<script>alert(1)</script>\nשלום <b>world</b>\n🦊🦊";
  await say(eve, lines);
  await say(eve, "w".repeat(4096));
  await expectTexts(bob, [lines, "w".repeat(4096)]);
  await expect(person(bob, name)).toBeVisible();
  await bob.setViewportSize({ width: 390, height: 844 });
  const width = await bob.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  expect(alerts).toBe(0);
});

test("who reads further up is left there, and told that there is more below", async ({ browser }) => {
  const room = newRoom();
  const ada = await enter(browser, program.url, "Ada", room);
  const bob = await enter(browser, program.url, "Bob", room);
  for (let i = 1; i <= 30; i += 1) await say(ada, `line ${i}`);
  await expect(bob.getByText("line 30", { exact: true })).toBeInViewport();
  await bob.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
  await expect(bob.getByText("line 1", { exact: true })).toBeInViewport();
  await say(ada, "line 31");
  await bob.getByRole("button", { name: "New below" }).click();
  await expect(bob.getByText("line 31", { exact: true })).toBeInViewport();
});

test("a link that says something impossible is refused by name", async ({ page }) => {
  await page.goto(`${program.url}/chat?transport=pigeon`);
  await expect(page.getByRole("alert")).toContainText("transport: expected short-polling, long-polling");
});

for (const theme of ["light", "dark", "projector"])
  test(`the chat has no violation that axe can find in the ${theme} theme, with room for it and without`, async ({
    browser,
    page,
  }) => {
    test.setTimeout(90_000); // four times axe
    await page.goto(`${program.url}/chat?theme=${theme}`);
    await expect(page.getByLabel("Your name")).toBeVisible();
    await expectAccessible(page, theme);
    const room = newRoom();
    const bob = await enter(browser, program.url, "Bob", room);
    const ada = await enter(browser, program.url, "Ada", `${room}&theme=${theme}`);
    await say(bob, "a line\n".repeat(60));
    await expect(ada.getByTestId("message")).toHaveCount(1);
    for (const [width, height] of [
      [1440, 900],
      [800, 700],
      [390, 844],
    ] as const) {
      await ada.setViewportSize({ width, height });
      await expectAccessible(ada, theme);
      await expectNothingCutOff(ada);
    }
  });
