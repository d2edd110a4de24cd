import type { Backplane } from "./backplane.ts";

/** What the servers speak through, and where that is. */
export type BackplaneAddress =
  | { readonly kind: "none" | "memory" }
  | { readonly kind: "redis"; readonly url: string }
  | { readonly kind: "kafka"; readonly brokers: readonly string[] };

/** Connects to what the environment names; only what is asked for is loaded. `onTrouble` is told why it is lost. */
export async function openBackplane(
  address: BackplaneAddress,
  onTrouble: (reason: unknown) => void,
): Promise<Backplane> {
  switch (address.kind) {
    case "none":
    case "memory": {
      const { createMemory, createMemoryBackplane } = await import("./memory.ts");
      return createMemoryBackplane(createMemory(), address.kind);
    }
    case "redis": {
      const { createRedisBackplane } = await import("./redis.ts");
      return createRedisBackplane({ url: address.url, onTrouble });
    }
    case "kafka": {
      const { createKafkaBackplane } = await import("./kafka.ts");
      return createKafkaBackplane({ brokers: address.brokers, onTrouble });
    }
  }
}
