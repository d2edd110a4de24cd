import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Folder → folders it may import from, beside itself. What is not named here may not be imported. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "server/protocol": [],
  "server/channels": ["server/protocol"],
  "server/metering": ["server/protocol"],
  "server/access": ["server/protocol"],
  "server/delivery": ["server/protocol", "server/channels"],
  "server/backplane": ["server/protocol"],
  "server/network": ["server/protocol", "server/channels"],
  "server/transports": ["server/protocol", "server/channels", "server/delivery", "server/metering"],
  "server/cluster": ["server/protocol", "server/backplane"],
  "server/prices": ["server/protocol", "server/channels"],
  "server/presence": ["server/protocol", "server/channels"],
  "server/http": [
    "server/presence",
    "server/protocol",
    "server/channels",
    "server/delivery",
    "server/metering",
    "server/access",
    "server/transports",
    "server/network",
    "server/prices",
  ],
  web: ["server/protocol", "labs"],
  labs: ["server/protocol"],
  // It sees only the running program, and speaks its language.
  e2e: ["server/protocol"],
};
/** Only these wire folders together. */
const WIRING = [
  "server/app.ts",
  "server/shared.ts",
  "server/options.ts",
  "server/main.ts",
  "server/config.ts",
  "server/time.ts",
  "server/setup.js",
  "server/network/worker.ts", // a program of its own, in a thread
];
/** What runs the server as a program, and imports it for want of a command line. */
const STARTS_THE_SERVER = [
  "e2e/bench/peers/ours.ts",
  "e2e/bench/peers/lean-express.ts",
  "e2e/bench/peers/relay.ts",
];
/** What wears out parts of the product: cluster, network and the browser's own clients, in one process. */
const CHAOS = ["e2e/chaos/chaos.ts", "e2e/chaos/faults.ts", "e2e/chaos/main.ts", "e2e/chaos/participant.ts"];

const files = globSync("{server,web,labs,e2e}/**/*.{ts,tsx,js}", { cwd: ROOT })
  .filter((file) => !file.includes("node_modules"))
  .filter((file) => !/\.(test|e2e)\.tsx?$/.test(file) && !file.startsWith("server/testing/"));

test("imports follow the arrows of the house", () => {
  const wrong = files
    .filter((file) => !WIRING.includes(file) && !STARTS_THE_SERVER.includes(file) && !CHAOS.includes(file))
    .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
    .filter(({ file, target }) => !mayImport(file, target))
    .map(({ file, target }) => `${file} → ${target}`);
  expect(wrong).toEqual([]);
});

test("a transport never imports a sibling", () => {
  const names = ["short-polling", "long-polling", "sse", "websocket"];
  for (const side of ["server", "web"])
    for (const name of names) {
      const siblings = importsOf(`${side}/transports/${name}.ts`).filter((target) =>
        names.some((sibling) => target === `${side}/transports/${sibling}.ts`),
      );
      expect(siblings, `${side}/transports/${name}.ts`).toEqual([]);
    }
});

test("the channels touch neither the network nor the wall clock", () => {
  for (const file of files.filter((name) => name.startsWith("server/channels/"))) {
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(text, file).not.toMatch(/Date\.now|performance\.|setTimeout|node:(net|http|dgram|tls)|express/);
  }
});

function folderOf(file: string): string {
  return Object.keys(ARROWS).find((folder) => file.startsWith(`${folder}/`)) ?? "";
}

function mayImport(file: string, target: string): boolean {
  const [from, to] = [folderOf(file), folderOf(target)];
  return from === to || (ARROWS[from]?.includes(to) ?? false);
}

/** The project's own files that a file imports, as paths from the root. */
function importsOf(file: string): string[] {
  if (!existsSync(join(ROOT, file))) return [];
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)]
    .map((match) => String(match[1]))
    .flatMap((specifier) => {
      if (specifier.startsWith("#protocol/")) return [specifier.replace("#protocol", "server/protocol")];
      return specifier.startsWith(".") ? [normalize(join(dirname(file), specifier))] : [];
    });
}
