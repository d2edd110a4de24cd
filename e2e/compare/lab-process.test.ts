import { expect, test } from "vitest";
import { startProgram } from "../program.ts";
import { createLabProcess } from "./lab-process.ts";

test("a lab that does not start is named, and how it ended", async () => {
  const lab = createLabProcess(() => startProgram({ PORT: "nowhere" }));
  await expect(lab.running()).rejects.toThrow(/^the lab did not start: exit code [1-9]/);
  await lab.stop();
});
