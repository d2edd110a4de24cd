import { expect, test } from "@playwright/test";
import { startProgram } from "./program.ts";

test("the program says where it is, answers there, and ends on SIGTERM", async ({ request }) => {
  const program = await startProgram();
  const health = await (await request.get(`${program.url}/api/health`)).json();
  expect(health).toMatchObject({ ok: true });
  expect(await program.stop()).toBe(0);
});
