import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findProgram } from "../../system.ts";
import { leaveNoOrphan } from "../orphan.ts";
import { connectBidi } from "./bidi.ts";
import { type Browser, inWords, type Tab, type TabNeeds } from "./browser.ts";

/**
 * Starts the machine's own Firefox, and speaks WebDriver BiDi with it: Playwright drives only builds of its own, and asks of
 * a Firefox by BiDi what the ESR does not know yet. Without CDP there is no third vantage point.
 */
export async function startFirefox(isHeadless: boolean): Promise<Browser> {
  const program = findProgram("Firefox");
  if (!program) throw new Error("browser: expected Firefox on this machine, got none (Debian: firefox-esr)");
  const profile = await mkdtemp(join(tmpdir(), "ladder-firefox-"));
  const headless = isHeadless ? ["--headless"] : [];
  const child = spawn(
    program,
    [...headless, "--no-remote", "--profile", profile, "--remote-debugging-port=0"],
    {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    },
  );
  leaveNoOrphan(child);
  const exited = once(child, "exit");
  const death = exited.then(() => "the browser died");
  let isAlive = true;
  death.then(() => {
    isAlive = false;
  });

  async function end(): Promise<void> {
    child.kill("SIGKILL");
    await exited;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }

  try {
    const bidi = await connectBidi(`${await endpointIn(child.stderr)}/session`);
    const { capabilities } = await bidi.send<{ capabilities: { browserVersion: string } }>("session.new", {
      capabilities: {},
    });
    return {
      name: "firefox",
      version: capabilities.browserVersion,
      get isAlive() {
        return isAlive;
      },
      open: (needs) => openTab(bidi, needs, death),
      async close() {
        bidi.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** It says on stderr where it can be talked to. */
async function endpointIn(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const endpoint = /ws:\/\/\S+/.exec(line)?.[0];
    if (endpoint) {
      stderr.resume();
      return endpoint;
    }
  }
  throw new Error("Firefox did not start");
}

type Bidi = Awaited<ReturnType<typeof connectBidi>>;

async function openTab(bidi: Bidi, { cpuSlowdown }: TabNeeds, death: Promise<string>): Promise<Tab> {
  if (cpuSlowdown > 1) throw new Error("cpuSlowdown: expected 1 in Firefox, which cannot be slowed down");
  const { userContext } = await bidi.send<{ userContext: string }>("browser.createUserContext", {});
  const create = () => bidi.send<{ context: string }>("browsingContext.create", { type: "tab", userContext });
  const { context } = await create();

  const ask: Tab["ask"] = async (question, argument) => {
    // BiDi has a notation of its own for values; as JSON they are those of every other browser.
    const expression = `(async () => JSON.stringify(await ${inWords(question, argument)}))()`;
    const target = { context };
    const said = await bidi.send<Evaluated>("script.evaluate", { expression, target, awaitPromise: true });
    if (said.type === "exception") throw new Error(said.exceptionDetails.text.replace(/^Error: /, ""));
    const { value } = said.result;
    return value === undefined ? undefined : JSON.parse(value);
  };

  return {
    devtools: undefined,
    death,
    ask,
    async goto(url) {
      await bidi.send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async hide() {
      const other = await create();
      await bidi.send("browsingContext.activate", { context: other.context });
      const isHidden = await ask(() => document.hidden, undefined);
      if (!isHidden) throw new Error("the tab lies behind another one, and is not hidden all the same");
    },
    async close() {
      await bidi.send("browser.removeUserContext", { userContext });
    },
  };
}

type Evaluated =
  | { readonly type: "success"; readonly result: { readonly value?: string } }
  | { readonly type: "exception"; readonly exceptionDetails: { readonly text: string } };
