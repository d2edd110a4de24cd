import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLog, slice } from "./log.ts";

const AT = 1_764_000_000_000;

describe("a log", () => {
  test("counts from 1 without holes, and keeps the bytes of each message as they were encoded", () => {
    const log = createLog("counter", "k3f9", { messages: 10, bytes: 10_000 });
    const first = log.append("counter", { value: 1 }, AT);
    log.append("counter", { value: 2 }, AT + 1);
    expect(log).toMatchObject({ head: 2, oldest: 1 });
    expect(first.bytes.toString()).toBe(
      '{"v":1,"type":"counter","channel":"counter","epoch":"k3f9","seq":1,"at":1764000000000,"payload":{"value":1}}',
    );
    expect(log.get(1)).toBe(first);
    expect(log.get(3)).toBeUndefined();
  });

  test("keeps of each message its own bytes, and nothing that lay beside them in memory", () => {
    const log = createLog("counter", "k3f9", { messages: 10, bytes: 10_000 });
    const { bytes } = log.append("counter", { value: "·" }, AT);
    expect(bytes.buffer.byteLength).toBe(bytes.length);
    expect(JSON.parse(bytes.toString())).toMatchObject({ payload: { value: "·" } });
  });

  test("is empty at first, and says so", () => {
    const log = createLog("counter", "k3f9", { messages: 10, bytes: 10_000 });
    expect(log).toMatchObject({ head: 0, oldest: 1 });
    expect(log.bytesAfter(0)).toBe(0);
    expect(slice(log, 1, 0)).toEqual([]);
  });

  test("forgets its oldest message when there are more than its limit", () => {
    const log = createLog("counter", "k3f9", { messages: 3, bytes: 10_000 });
    for (let value = 1; value <= 5; value += 1) log.append("counter", { value }, AT);
    expect(log).toMatchObject({ head: 5, oldest: 3 });
    expect(slice(log, 1, 5).map(({ envelope }) => envelope.seq)).toEqual([3, 4, 5]);
  });

  test("keeps its newest message, though that alone is larger than the limit", () => {
    const log = createLog("counter", "k3f9", { messages: 3, bytes: 200 });
    log.append("counter", { value: 1 }, AT);
    log.append("counter", { value: 2, pad: "x".repeat(1000) }, AT);
    expect(log).toMatchObject({ head: 2, oldest: 2 });
  });

  test("is what a plain array says it is, whatever is appended", () => {
    const sizes = fc.array(fc.nat(400), { maxLength: 60 });
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 150, max: 2000 }),
        (pads, messages, bytes) => {
          const log = createLog("counter", "k3f9", { messages, bytes });
          const model: number[] = [];
          let oldest = 1;
          for (const pad of pads) {
            model.push(log.append("counter", { pad: "x".repeat(pad) }, AT).bytes.length);
            const held = () => model.slice(oldest - 1).reduce((sum, size) => sum + size, 0);
            while (oldest < model.length && (model.length - oldest + 1 > messages || held() > bytes))
              oldest += 1;
          }
          expect(log).toMatchObject({ head: model.length, oldest });
          for (let seq = 0; seq <= model.length; seq += 1) {
            const kept = model.slice(Math.max(seq, oldest - 1));
            expect(log.bytesAfter(seq)).toBe(kept.reduce((sum, size) => sum + size, 0));
          }
        },
      ),
    );
  });
});
