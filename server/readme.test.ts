import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${ROOT}README.md`, "utf8");
const map = /<!-- map -->([\s\S]*)<!-- \/map -->/.exec(readme)?.[1] ?? "";
const named = [...map.matchAll(/^\| `([^`]+)`/gm)].map((match) => String(match[1]));

test("everything on the README's map exists", () => {
  expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});

test("every folder with code is on the README's map", () => {
  const files = globSync("{server,web,labs,e2e}/**/*.{ts,tsx,md}", { cwd: ROOT });
  const folders = new Set(files.map((file) => file.slice(0, file.lastIndexOf("/") + 1)));
  const covered = (folder: string) =>
    named.some(
      (path) => path.endsWith("/") && (folder === path || (folder.startsWith(path) && path !== "e2e/")),
    );
  expect(
    [...folders].filter((folder) => folder !== "server/" && folder !== "web/" && !covered(folder)),
  ).toEqual([]);
});

test("every command that the README names is one", () => {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
  const commands = [...readme.matchAll(/npm (start|test|run ([a-z]+))/g)].map(
    (match) => match[2] ?? match[1],
  );
  expect(commands.length).toBeGreaterThan(4);
  for (const command of commands) expect(scripts).toHaveProperty(String(command));
});

test("every link within the README leads somewhere", () => {
  const links = [...readme.matchAll(/\]\(((?!http)[^)]+)\)/g)].map((match) => String(match[1]));
  expect(links.filter((link) => !existsSync(`${ROOT}${link}`))).toEqual([]);
});
