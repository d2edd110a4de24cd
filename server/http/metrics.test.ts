import { expect, test } from "vitest";
import { startLab } from "../testing/lab-server.ts";

test("GET /metrics says by transport what the meter says, in Prometheus's words", async () => {
  await using lab = await startLab();
  for (const session of ["a", "b"])
    await (await fetch(`${lab.url}/channels/counter/short-polling?session=${session}`)).text();
  const answer = await fetch(`${lab.url}/metrics`);
  expect(answer.headers.get("Content-Type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  const sampleOf = (name: string, transport = "short-polling") =>
    Number(new RegExp(`^ladder_${name}{transport="${transport}"} (\\S+)$`, "m").exec(text)?.[1]);
  const meter = lab.total().transports["short-polling"];
  expect(sampleOf("requests_total")).toBe(2);
  expect(sampleOf("bytes_in_total")).toBe(meter?.bytesIn);
  expect(sampleOf("bytes_out_total")).toBe(meter?.bytesOut);
  expect(sampleOf("payload_bytes_total")).toBe(meter?.payloadBytes);
  expect(text).toMatch(/^ladder_sessions 2$/m);
  expect(text).toMatch(/^# HELP ladder_bytes_out_total TCP payload bytes to clients$/m);
  expect(text).toMatch(/^nodejs_version_info\{/m);
});
