import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that tests need from the system, and the ways to find and to get it. */
interface Need {
  readonly name: Program;
  readonly programs: readonly string[];
  readonly debian: string;
  readonly for: string;
}

const NEEDS: readonly Need[] = [
  {
    name: "Chromium",
    programs: [
      "chromium",
      "chromium-browser",
      "google-chrome",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    debian: "chromium",
    for: "the tests in a real browser",
  },
  {
    name: "tshark",
    programs: ["tshark"],
    debian: "tshark",
    for: "the comparison of the meter with a packet capture",
  },
  {
    name: "nginx",
    programs: ["nginx", "/usr/sbin/nginx"],
    debian: "nginx-light",
    for: "the cluster behind nginx",
  },
  {
    name: "redis-server",
    programs: ["redis-server"],
    debian: "redis-server",
    for: "the tests of more than one server over Redis",
  },
  {
    name: "mvn",
    programs: ["mvn"],
    debian: "maven", // it brings a Java
    for: "fetching Kafka",
  },
  {
    name: "java",
    programs: ["java"],
    debian: "openjdk-17-jre-headless",
    for: "the tests of more than one server over Kafka",
  },
];

/** What is used where it is there, and not installed where it is not. */
const WELCOME = [
  {
    name: "Firefox",
    programs: ["firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"],
  },
] as const;

export type Program = "Chromium" | "tshark" | "redis-server" | "nginx" | "mvn" | "java" | "Firefox";

/** The path of a program, or undefined. `CHROMIUM=/path` (`REDIS_SERVER=/path`) overrides what is looked for. */
export function findProgram(name: Program): string | undefined {
  const own = process.env[name.toUpperCase().replace("-", "_")];
  if (own) return own;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return [...NEEDS, ...WELCOME]
    .filter((need) => need.name === name)
    .flatMap(({ programs }) => programs)
    .flatMap((program) =>
      program.startsWith("/") ? [program] : folders.map((folder) => join(folder, program)),
    )
    .find((path) => existsSync(path));
}

/** Installs what is missing, where that can be done; says what cannot, and in CI takes it for a failure. */
function prepare(): void {
  for (const need of NEEDS) {
    if (findProgram(need.name)) continue;
    const problem = install(need.debian);
    if (findProgram(need.name)) continue;
    process.stderr.write(`${need.name} is missing, so ${need.for} will be skipped: ${problem}\n`);
    if (process.env.CI) process.exitCode = 1;
  }
}

/** Why it could not be installed; undefined where it was. */
function install(debian: string): string | undefined {
  if (!existsSync("/usr/bin/apt-get"))
    return `install it and put it on the PATH (no apt-get here to install ${debian} with)`;
  if (process.getuid?.() !== 0) return `run: sudo apt-get install ${debian}`;
  process.stderr.write(`Installing ${debian} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", debian], {
      stdio: "ignore",
      env,
    });
    return undefined;
  } catch (error) {
    return `apt-get install ${debian} failed (${error instanceof Error ? error.message : error})`;
  }
}

if (import.meta.main) prepare();
