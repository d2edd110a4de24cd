import { expect, onTestFinished, test } from "vitest";
import { createHandChannel } from "../testing/hand-channel.ts";
import { startLab } from "../testing/lab-server.ts";
import { type Answer, connectRaw, get, post, request, upgrade } from "../testing/raw-client.ts";

const POLL = "/channels/counter%3As1/short-polling?session=s1";
const LANE = "127.0.0.1:41001";

async function begin() {
  const lab = await startLab({ channels: [createHandChannel("room:r", "log")] });
  const client = await connectRaw(lab.port);
  onTestFinished(async () => {
    client.socket.destroy();
    await lab.close();
  });
  let count = 0;
  const ask = async (question: string): Promise<Answer> => {
    client.send(question);
    count += 1;
    return (await client.answers(count))[count - 1] as Answer;
  };
  return { lab, client, ask, page: lab.url };
}

const permitted = ({ headers }: Answer) => headers["access-control-allow-origin"];

test("a page of the lab may read what it asks on another port", async () => {
  const { ask, page } = await begin();
  for (const question of [
    get(POLL, { Host: LANE, Origin: page }),
    get(`${POLL}&etag=1`, { Host: LANE, Origin: page }),
    get(POLL.replace("s1", "!"), { Host: LANE, Origin: page }), // a refusal is to be read, too
    post("/channels/counter%3As1/messages?session=s1", '{"type":"increment","payload":{"by":1}}', {
      Host: LANE,
      Origin: page,
    }),
  ]) {
    const answer = await ask(question);
    expect(permitted(answer), answer.body).toBe("*");
    expect(answer.headers["access-control-expose-headers"]).toBe("*");
  }
});

test("no other page may, nor is one's own told anything", async () => {
  const { lab, ask, page } = await begin();
  const host = `127.0.0.1:${lab.port}`;
  for (const headers of [
    { Host: LANE },
    { Host: host, Origin: page },
    { Host: LANE, Origin: "http://127.0.0.1:1" },
    { Host: LANE, Origin: `http://elsewhere:${lab.port}` },
    { Host: LANE, Origin: "null" },
  ])
    expect(Object.keys((await ask(get(POLL, headers))).headers).join()).not.toMatch("access-control");
  const health = await ask(get("/api/health", { Host: LANE, Origin: page }));
  expect(permitted(health)).toBeUndefined();
});

test("a preflight is answered once for two hours, and its lane pays for it, to the byte", async () => {
  const { lab, client, ask, page } = await begin();
  const headers = { Host: LANE, Origin: page, "Access-Control-Request-Method": "GET" };
  const question = request("OPTIONS", POLL, {
    ...headers,
    "Access-Control-Request-Headers": "if-none-match",
  });
  const answer = await ask(question);
  expect(answer).toMatchObject({
    status: 204,
    headers: { "access-control-max-age": "7200", "access-control-allow-origin": "*" },
  });
  expect(answer.headers["access-control-allow-headers"]).toMatch(/If-None-Match/);
  expect(lab.meter("s1", "short-polling")).toMatchObject({
    requests: 1,
    preflights: 1,
    bytesIn: question.length,
    bytesOut: client.received.length,
    emptyResponses: 0,
  });
  const publishing = "/channels/counter%3As1/messages?session=s1&transport=sse";
  await ask(request("OPTIONS", publishing, { ...headers, "Access-Control-Request-Method": "POST" }));
  expect(lab.meter("s1", "sse").requests).toBe(1);
});

test("OPTIONS of anybody else is refused as before", async () => {
  const { ask, page } = await begin();
  const asked = { "Access-Control-Request-Method": "GET" };
  for (const headers of [
    {},
    { Host: LANE, Origin: "http://elsewhere", ...asked },
    { Host: LANE, Origin: page },
  ])
    expect((await ask(request("OPTIONS", POLL, headers))).status).toBe(405);
});

test("a page of the lab may open a WebSocket on another port, and no other page may", async () => {
  const { lab, page } = await begin();
  for (const [origin, status] of [
    [page, "101"],
    ["http://127.0.0.1:1", "403"],
  ]) {
    const client = await connectRaw(lab.port);
    onTestFinished(() => void client.socket.destroy());
    client.send(upgrade("/channels/counter/websocket", { Host: LANE, Origin: String(origin) }));
    await client.until(`HTTP/1.1 ${status}`);
  }
});

test("a server of a network's own answers the page of the lab", async () => {
  const lab = await startLab({ pagePort: 4000 });
  onTestFinished(() => lab.close());
  const client = await connectRaw(lab.port);
  client.send(get(POLL, { Host: LANE, Origin: "http://127.0.0.1:4000" }));
  expect(permitted(await client.answer())).toBe("*");
  client.socket.destroy();
});
