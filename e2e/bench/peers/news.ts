import type { IncomingMessage, ServerResponse } from "node:http";
import { type Envelope, EPOCH } from "./message.ts";

/** The job of a poll, done with node:http alone: read where the client was, answer what is newer. Body made once. */
export function createNews() {
  let newest: Envelope | undefined;
  let body = "[]";
  const parked = new Set<(messages: string) => void>();

  const isBehind = (request: IncomingMessage): boolean => {
    const query = new URLSearchParams(request.url?.split("?")[1]);
    const [epoch, seq] = query.get("after")?.split(":") ?? [];
    return newest !== undefined && (epoch !== EPOCH || Number(seq) < newest.seq);
  };

  const answer = (response: ServerResponse, messages: string): void => {
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      "Content-Length": Buffer.byteLength(messages),
    });
    response.end(messages);
  };

  return {
    shortPolling(request: IncomingMessage, response: ServerResponse): void {
      answer(response, isBehind(request) ? body : "[]");
    },
    longPolling(request: IncomingMessage, response: ServerResponse): void {
      if (isBehind(request)) return void answer(response, body);
      const timer = setTimeout(() => {
        parked.delete(wake);
        response.writeHead(204).end();
      }, 25_000);
      function wake(messages: string) {
        clearTimeout(timer);
        answer(response, messages);
      }
      parked.add(wake);
      response.on("close", () => {
        clearTimeout(timer);
        parked.delete(wake);
      });
    },
    publish(message: Envelope): void {
      newest = message;
      body = JSON.stringify([message]);
      const woken = [...parked];
      parked.clear();
      for (const wake of woken) wake(body);
    },
  };
}

export const NEWS_PATHS = {
  "short-polling": `/short-polling?session=s{n}&after=${EPOCH}:{seq}`,
  "long-polling": `/long-polling?session=s{n}&after=${EPOCH}:{seq}`,
};
