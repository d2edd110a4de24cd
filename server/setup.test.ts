import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const SETUP = fileURLToPath(new URL("setup.js", import.meta.url));
const NO_SAVE = "install --no-save --no-audit --no-fund --loglevel=error";

/** Writes down what it is asked for, and puts there what npm would, as far as the setup looks at it. */
const NPM = `
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
const asked = process.argv.slice(2);
appendFileSync("asked", "npm " + asked.join(" ") + "\\n");
if (process.env.NPM_FAILS) process.exit(7);
mkdirSync("node_modules/vite/bin", { recursive: true });
writeFileSync("node_modules/vite/bin/vite.js", process.env.VITE);
if (asked.some((name) => name.startsWith("node@"))) {
  mkdirSync("node_modules/node/bin", { recursive: true });
  rmSync("node_modules/node/bin/node", { force: true });
  symlinkSync(process.execPath, "node_modules/node/bin/node");
}
`;
const VITE = `
const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
appendFileSync("asked", "vite " + process.argv.slice(2).join(" ") + "\\n");
mkdirSync(".built/web", { recursive: true });
writeFileSync(".built/web/index.html", "");
`;

/** A fresh clone, as far as the setup looks at it, on a machine whose npm is a stand-in. */
function clone() {
  const folder = mkdtempSync(join(tmpdir(), "ladder-setup-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const at = (path: string) => join(folder, path);
  for (const path of ["server/protocol", "web", "labs", "node_modules"])
    mkdirSync(at(path), { recursive: true });
  copyFileSync(SETUP, at("server/setup.js"));
  writeFileSync(at("package.json"), '{"type":"module"}');
  writeFileSync(at("package-lock.json"), "{}");
  writeFileSync(at("web/app.tsx"), "");
  writeFileSync(at("npm.js"), NPM);

  /** What it asked for in one run, on a Node of some version. */
  function setUp(version: string, environment: Readonly<Record<string, string>> = {}) {
    const pretend = `data:text/javascript,Object.defineProperty(process, "version", { value: "${version}" })`;
    const { status, stderr } = spawnSync(process.execPath, ["--import", pretend, at("server/setup.js")], {
      cwd: folder,
      env: { npm_execpath: at("npm.js"), VITE, ...environment },
      encoding: "utf8",
    });
    const asked = existsSync(at("asked")) ? readFileSync(at("asked"), "utf8").trim().split("\n") : [];
    rmSync(at("asked"), { force: true });
    return { status, stderr, asked };
  }
  return { at, setUp };
}

test("a fresh clone gets its packages and its page, and the second time nothing", () => {
  const { setUp } = clone();
  expect(setUp("v24.1.0")).toMatchObject({
    status: 0,
    stderr: "Installing packages\nBuilding the page …\n",
    asked: [`npm ${NO_SAVE}`, "vite build web --logLevel warn"],
  });
  expect(setUp("v24.1.0")).toEqual({ status: 0, stderr: "", asked: [] });
});

test.for(["v18.0.0", "v20.20.1", "v23.11.0"])(
  "where the machine's Node is %s, Node 24 comes with the packages",
  (version) => {
    const { setUp } = clone();
    const { asked, stderr } = setUp(version);
    expect(asked[0]).toBe(`npm ${NO_SAVE} node@24`);
    expect(stderr).toContain(`node@24 (this machine's Node is ${version})`);
    expect(setUp(version).asked).toEqual([]);
  },
);

test.for(["v24.0.0", "v26.3.0", "v100.0.0"])("Node %s will do as it is", (version) => {
  expect(clone().setUp(version).asked[0]).toBe(`npm ${NO_SAVE}`);
});

test("packages come again when the lock file has changed, when Node is gone, and when the machine's is another", () => {
  const { at, setUp } = clone();
  setUp("v20.0.0");
  writeFileSync(at("package-lock.json"), "{ }");
  const build = "vite build web --logLevel warn"; // what is built may be by the packages
  expect(setUp("v20.0.0")).toMatchObject({ status: 0, asked: [`npm ${NO_SAVE} node@24`, build] });
  rmSync(at("node_modules/node"), { recursive: true });
  expect(setUp("v20.0.0").asked).toEqual([`npm ${NO_SAVE} node@24`]);
  expect(setUp("v24.0.0").asked).toEqual([`npm ${NO_SAVE}`]);
});

test.for(["web/app.tsx", "server/protocol/new.ts", "labs/01/prose.md"])(
  "the page is built again when %s is newer",
  (path) => {
    const { at, setUp } = clone();
    setUp("v24.0.0");
    mkdirSync(join(at(path), ".."), { recursive: true });
    writeFileSync(at(path), "");
    const later = new Date(Date.now() + 10_000);
    utimesSync(at(path), later, later);
    expect(setUp("v24.0.0").asked).toEqual(["vite build web --logLevel warn"]);
  },
);

test("an install that fails is named, ends it with 1, and is tried again the next time", () => {
  const { at, setUp } = clone();
  expect(setUp("v24.0.0", { NPM_FAILS: "1" })).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/setup: .*npm\.js install .* failed \(7\)\n$/),
    asked: [`npm ${NO_SAVE}`],
  });
  expect(setUp("v24.0.0").asked).toHaveLength(2);
  expect(existsSync(at(".built/web/index.html"))).toBe(true);
});
