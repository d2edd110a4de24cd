import type { z } from "zod";

/** What servers call to each other is heard by all parts of a server: each reads its own kind, and undefined where it is another's. */
export function readAnnouncement<T>(kind: z.ZodType<T>, text: string): T | undefined {
  try {
    return kind.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
