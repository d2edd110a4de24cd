import { renameSync, writeFileSync } from "node:fs";

/**
 * Loaded into each server of chaos beside its program (`node --expose-gc --import`): on SIGUSR2 it throws away what nobody
 * needs any more, and writes down how much memory is still used, in bytes. Without that, what is kept by mistake cannot be
 * told from what is merely not collected yet.
 */
process.on("SIGUSR2", () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const file = `${process.env.GAUGES}/${process.pid}`;
  writeFileSync(`${file}.part`, String(heapUsed + external));
  renameSync(`${file}.part`, file); // whoever finds it finds all of it
});
