import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isSkipped, KINDS, titleOf } from "../testing/backplanes.ts";
import { openKafka, startKafka } from "./kafka-broker.ts";
import { fetchKafka, whyNoKafka } from "./kafka-fetch.ts";

const folder = mkdtempSync(join(tmpdir(), "ladder-java-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with a program of this name that says this. */
function folderWith(name: string, says: string): string {
  const bin = mkdtempSync(join(folder, "bin-"));
  writeFileSync(join(bin, name), `#!/bin/sh\necho "${says}"\n`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}

describe("what a broker needs", () => {
  test("a machine without Java is told what to install, or to name brokers", async () => {
    const env = { PATH: folder };
    expect(whyNoKafka(env)).toMatch(
      /^java is not on the PATH: install it .*openjdk-17-jre-headless.*KAFKA_BROKERS/,
    );
    await expect(startKafka({ env })).rejects.toThrow("java is not on the PATH");
  });

  test("a Java that is too old, or does not run, is named with what is expected", () => {
    const old = folderWith("java", "openjdk 11.0.2 2019-01-15");
    expect(whyNoKafka({ PATH: old })).toContain(`Kafka 4 needs Java 17, and ${join(old, "java")} is 11:`);
    const none = folderWith("java", "The operation could not be completed");
    expect(whyNoKafka({ PATH: none })).toContain("is none that runs:");
  });

  test("JAVA_HOME goes before the PATH", () => {
    const home = mkdtempSync(join(folder, "home-"));
    mkdirSync(join(home, "bin"));
    writeFileSync(join(home, "bin/java"), "#!/bin/sh\necho openjdk 9\n", { mode: 0o755 });
    const PATH = folderWith("java", "openjdk 21.0.1 2023-10-17");
    expect(whyNoKafka({ PATH, JAVA_HOME: home })).toContain(`${join(home, "bin/java")} is 9:`);
    expect(whyNoKafka({ PATH, JAVA_HOME: join(folder, "nowhere") }) ?? "").not.toContain("needs Java");
  });

  test("brokers that the environment names are taken as they are", async () => {
    const { brokers, close } = await openKafka({ env: { KAFKA_BROKERS: "one:9092,other:9092" } });
    expect(brokers).toEqual(["one:9092", "other:9092"]);
    await close();
  });
});

const kafka = KINDS.filter(({ name }) => name === "kafka");
describe.each(kafka.map((kind) => [titleOf(kind), kind] as const))("%s", (_, kind) => {
  describe.skipIf(isSkipped(kind))("a broker of our own", { timeout: 120_000 }, () => {
    test("two that ask for it at the same time are given the same parts", async () => {
      const [one, other] = await Promise.all([fetchKafka(), fetchKafka()]);
      expect(one).toEqual(other);
      expect([existsSync(one.jars), existsSync(one.formatted)]).toEqual([true, true]);
    });

    test("is gone without a trace once it is closed", async () => {
      const broker = await startKafka();
      const { pid } = broker;
      expect(existsSync(broker.folder)).toBe(true);
      await broker.close();
      await broker.close();
      expect([existsSync(broker.folder), broker.pid]).toEqual([false, undefined]);
      expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
    });

    test("one that cannot start says what Kafka says about it", async () => {
      await expect(startKafka({ settings: { "log.dirs": "/dev/null/nowhere" } })).rejects.toThrow(
        /kafka did not start: .*\/dev\/null\/nowhere/s,
      );
    });
  });
});
