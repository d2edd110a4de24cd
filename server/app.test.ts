import { expect, onTestFinished, test } from "vitest";
import { startLab } from "./testing/lab-server.ts";
import { connectRaw, get } from "./testing/raw-client.ts";
import { untilHolds } from "./testing/until-holds.ts";

test("a request that ends while the server drains is told to come back, on another connection", async () => {
  const lab = await startLab();
  const client = await connectRaw(lab.port);
  onTestFinished(() => void client.socket.destroy());
  const question = get("/channels/counter/short-polling");
  client.send(question.slice(0, 10));
  await untilHolds(() => expect(lab.total().transports.control?.bytesIn).toBe(10));
  const closed = lab.close();
  client.send(question.slice(10));
  const answer = await client.answer();
  expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1", connection: "close" } });
  expect(answer.body).toMatch('"draining"');
  await Promise.all([closed, client.closed]);
});
