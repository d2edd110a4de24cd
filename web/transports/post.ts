import type { TransportName } from "#protocol/transports.ts";
import { exchange, isGood } from "./exchange.ts";
import { routeOf } from "./route.ts";
import type { Connection, Link } from "./transport.ts";
import { refusalIn } from "./verdict.ts";

const PATIENCE_MS = 10_000;

/** The way up for the transports that have none of their own: one POST a message, paid for by the transport's lane. */
export interface Post {
  send: Connection["send"];
  close(): void;
}

export function createPost(link: Link, transport: TransportName): Post {
  const cancels = new Set<() => void>();

  return {
    send: (message, channel) =>
      new Promise((resolve, reject) => {
        const cancel = exchange(
          link,
          {
            kind: "post",
            // By then the link may have a fresh token.
            url: routeOf(channel === undefined ? link : toChannel(link, channel), "messages", { transport }),
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(message),
            patienceMs: PATIENCE_MS,
          },
          (answer) => {
            cancels.delete(stop);
            const position = isGood(answer) ? positionIn(answer.text) : undefined;
            if (position !== undefined) resolve(position);
            else if ("lost" in answer) reject(new Error(`not sent: ${answer.lost}`));
            else reject(refusalIn(answer) ?? new Error(`not sent: the server answered ${answer.status}`));
          },
        );
        const stop = () => {
          cancel();
          reject(new Error("not sent: the connection was closed"));
        };
        cancels.add(stop);
      }),
    close() {
      for (const stop of cancels) stop();
      cancels.clear();
    },
  };
}

/** The same way up, to another channel. */
function toChannel(link: Link, channel: string): Link {
  return { ...link, channelUrl: new URL(encodeURIComponent(channel), link.channelUrl).href };
}

/** "" where the answer is a good one and names none; undefined where it cannot be read. */
function positionIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { position?: string }).position ?? "";
  } catch {
    return undefined;
  }
}
