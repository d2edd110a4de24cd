import { expect, test } from "vitest";
import { startLab } from "./lab-server.ts";

test("a lab answers at its address, and its meter knows who asked", async () => {
  await using lab = await startLab();
  const answer = await fetch(`${lab.url}/channels/counter/short-polling?session=s1`);
  expect(answer.status).toBe(200);
  expect(lab.meter("s1", "short-polling")).toMatchObject({ requests: 1 });
  expect(lab.meter("s1", "sse")).toMatchObject({ requests: 0, bytesIn: 0 });
  expect(lab.meter("nobody").transports).toEqual({});
});
