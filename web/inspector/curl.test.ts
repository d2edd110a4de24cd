import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { curlOf } from "./curl.ts";

const folder = mkdtempSync(join(tmpdir(), "curl-"));
// A curl that writes down what it was told, each word ended by NUL, which no word can hold.
writeFileSync(join(folder, "curl"), `#!/bin/sh\nprintf '%s\\0' "$@"\n`);
chmodSync(join(folder, "curl"), 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string | undefined): string[] {
  const path = `${folder}:${process.env.PATH}`;
  const out = execFileSync("sh", ["-c", String(command)], { env: { ...process.env, PATH: path } });
  return out.toString().split("\0").slice(0, -1);
}
const bytesOf = (text: string) => new TextEncoder().encode(text.replaceAll("\n", "\r\n"));
const requestOf = (headers: string) =>
  bytesOf(`GET /channels/counter/sse?session=s1 HTTP/1.1\nHost: 10.0.0.1:5001\n${headers}\n`);

test("a request becomes the words that curl needs to say the same", () => {
  const words = run(
    curlOf(requestOf("Accept: text/event-stream\nLast-Event-ID: k3f9:17\n"), "http://localhost:4000"),
  );
  expect(words).toContain("Accept: text/event-stream");
  expect(words).toContain("Last-Event-ID: k3f9:17");
  expect(words).not.toContain("Accept:");
  expect(words.join()).not.toMatch(/Host/);
  expect(words.at(-1)).toBe("http://localhost:4000/channels/counter/sse?session=s1");
});

test("what would mean something to the shell arrives as it stands", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."'\"$`\\!*;&|<>( )#~\té") }), (value) => {
      const words = run(curlOf(requestOf(`X-Said: <${value}>\n`), "http://lab"));
      expect(words).toContain(`X-Said: <${value}>`);
    }),
    { numRuns: 25 },
  );
});

test("a body goes along, quotes, at sign, lines and all", () => {
  const body = `@it's {"type":"x"}\nand more`;
  const bytes = bytesOf(
    `POST /channels/counter/messages HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 9\n\n`,
  );
  const words = run(curlOf(new Uint8Array([...bytes, ...new TextEncoder().encode(body)]), "http://lab"));
  expect(words.slice(words.indexOf("--data-raw"), -1)).toEqual(["--data-raw", body]);
  expect(words.join()).not.toMatch(/Content-Length|-X/);
});

test("a handshake is one that curl can do: HTTP/1.1, with the headers of the upgrade", () => {
  const words = run(curlOf(requestOf("Upgrade: websocket\nConnection: Upgrade\n"), "http://lab"));
  expect(words).toContain("--http1.1");
  expect(words).toContain("Connection: Upgrade");
});

test("a method that curl would not choose is named, and HEAD waits for no body", () => {
  const ask = (method: string) => run(curlOf(bytesOf(`${method} / HTTP/1.1\nHost: x\n\n`), "http://lab"));
  expect(ask("OPTIONS")).toContain("OPTIONS");
  expect(ask("HEAD")).toContain("--head");
  expect(ask("GET")).not.toContain("-X");
});

test("an answer, a frame, and a request that is not yet whole are no command", () => {
  expect(curlOf(bytesOf("HTTP/1.1 200 OK\n\n"), "http://lab")).toBeUndefined();
  expect(curlOf(new Uint8Array([0x81, 0x00]), "http://lab")).toBeUndefined();
  expect(curlOf(bytesOf("GET / HTTP/1.1\nHost: x\n"), "http://lab")).toBeUndefined();
});
