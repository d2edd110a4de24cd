import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { Refusal } from "#protocol/refusal.ts";
import { answerErrors } from "./errors.ts";

test("the log names the path of a request that went wrong, never its query", async () => {
  const logged: unknown[] = [];
  const note = (fields: unknown) => void logged.push(fields);
  const app = express();
  app.get("/refused", () => {
    throw new Refusal("bad-request", "request: expected another");
  });
  app.get("/failed", () => {
    throw new Error("a defect");
  });
  app.use(answerErrors({ info: note, error: note }));
  const server = app.listen(0);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const path of ["/refused", "/failed"]) await fetch(`http://127.0.0.1:${port}${path}?token=secret`);
  expect(logged).toMatchObject([{ path: "/refused" }, { path: "/failed" }]);
  expect(JSON.stringify(logged)).not.toContain("secret");
});
