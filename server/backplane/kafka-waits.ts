import type { Position } from "#protocol/position.ts";
import { Refusal } from "#protocol/refusal.ts";

/** What is waited for: each for so long at most, and all of it until Kafka is lost. */
export interface Waits {
  readonly size: number;
  /** The promise, or a `Refusal` (`backplane-lost`) where it takes too long, fails, or `fail` comes first. */
  orLost<T>(promise: Promise<T>): Promise<T>;
  fail(why: unknown): void;
}

export function createWaits(limitMs: number): Waits {
  const failing = new Set<(why: unknown) => void>();
  return {
    get size() {
      return failing.size;
    },
    orLost: (promise) =>
      new Promise((resolve, reject) => {
        const fail = (why: unknown) => {
          done();
          reject(lost(why));
        };
        const timer = setTimeout(fail, limitMs, `no answer within ${limitMs} ms`);
        const done = () => {
          clearTimeout(timer);
          failing.delete(fail);
        };
        failing.add(fail);
        promise.then((value) => {
          done();
          resolve(value);
        }, fail);
      }),
    fail(why) {
      for (const fail of failing) fail(why);
    },
  };
}

export function lost(why: unknown): Refusal {
  const words = why instanceof Error ? why.message : String(why);
  return new Refusal("backplane-lost", `backplane: ${words.slice(0, 200)}`, { "Retry-After": "1" });
}

/** Entries whose place in the log is waited for. It is told by whoever reads the log. */
export interface Places {
  wait(channel: string, id: string): { readonly place: Promise<Position>; readonly forget: () => void };
  tell(channel: string, id: string, position: Position): void;
}

export function createPlaces(): Places {
  const channels = new Map<string, Map<string, Set<(position: Position) => void>>>();
  return {
    wait(channel, id) {
      const { promise, resolve } = Promise.withResolvers<Position>();
      const ids = channels.get(channel) ?? new Map<string, Set<typeof resolve>>();
      const resolvers = ids.get(id) ?? new Set();
      channels.set(channel, ids.set(id, resolvers.add(resolve)));
      const forget = () => {
        resolvers.delete(resolve);
        if (resolvers.size === 0 && ids.get(id) === resolvers) ids.delete(id);
        if (ids.size === 0 && channels.get(channel) === ids) channels.delete(channel);
      };
      return { place: promise, forget };
    },
    tell(channel, id, position) {
      for (const resolve of channels.get(channel)?.get(id) ?? []) resolve(position);
    },
  };
}

/** The question, put once for all who ask while the last one is on its way: an answer is never older than its question. */
export function shareAnswers<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= last
      .catch(() => {})
      .then(() => {
        last = next ?? last;
        next = undefined;
        return ask();
      });
    return next;
  };
}
