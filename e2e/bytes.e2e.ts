import { connect } from "node:net";
import { expect, test } from "@playwright/test";
import { startRelay } from "../server/testing/relay.ts";
import { expectDelivered, openAndStart } from "./dashboard.ts";
import { startProgram } from "./program.ts";

test("all that a real browser exchanged is in the meter, to the byte, as an independent relay counts it", async ({
  browser,
}) => {
  const program = await startProgram();
  const relay = await startRelay({ host: "127.0.0.1", port: program.port, softensResets: true });
  const page = await browser.newPage();
  await openAndStart(page, `http://127.0.0.1:${relay.port}`, "v=1&rate=10&poll=100&padding=200");
  await expectDelivered(page, 30);
  await page.getByTestId("increment-sse").click();
  await page.getByTestId("increment-websocket").click();
  await page.close();

  // Each look costs bytes too: its question is in the meter when it is answered, its answer only at the next look.
  const looks = { bytesIn: 0, bytesOut: 0 };
  await expect(async () => {
    const look = await readMeter(program.port);
    looks.bytesIn += look.question;
    const answered = looks.bytesOut;
    looks.bytesOut += look.answer;
    expect(look.metered).toEqual({
      bytesIn: relay.bytesIn + looks.bytesIn,
      bytesOut: relay.bytesOut + answered,
    });
  }).toPass({ timeout: 30_000 });

  expect(relay.bytesOut).toBeGreaterThan(100_000);
  await relay.close();
  await program.stop();
});

/** Sums the server's meter over all transports, and counts what the looking costs. */
async function readMeter(port: number) {
  const question = `GET /api/meter HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`;
  const socket = connect(port, "127.0.0.1");
  socket.write(question);
  let answer = "";
  for await (const piece of socket) answer += String(piece);
  const { transports } = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))) as {
    transports: Record<string, { bytesIn: number; bytesOut: number }>;
  };
  const lanes = Object.values(transports);
  return {
    question: question.length,
    answer: answer.length,
    metered: {
      bytesIn: lanes.reduce((sum, lane) => sum + lane.bytesIn, 0),
      bytesOut: lanes.reduce((sum, lane) => sum + lane.bytesOut, 0),
    },
  };
}
