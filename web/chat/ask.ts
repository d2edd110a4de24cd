import { Refusal } from "#protocol/refusal.ts";
import { SERVER_HEADER } from "#protocol/transports.ts";
import { refusalIn } from "../transports/verdict.ts";

/** How long an answer may take, ms. */
const PATIENCE_MS = 10_000;

export interface Told<T> {
  readonly body: T;
  /** The server that has answered, where it is one of many; "" where it is not. */
  readonly server: string;
}

/** A plain question beside the transports. Throws the server's `Refusal`, with its name, or an `Error` where no answer came. */
export async function ask<T>(url: string, body?: object): Promise<Told<T>> {
  const answer = await fetch(url, {
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body && {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const { headers, status } = answer;
  const text = await answer.text();
  const server = headers.get(SERVER_HEADER) ?? "";
  if (answer.ok) return { body: JSON.parse(text) as T, server };
  const refusal = refusalIn({ text, headers });
  if (!refusal) throw new Error(`the server answered ${status}`);
  throw new Refusal(refusal.code, refusal.message, { ...refusal.headers, [SERVER_HEADER]: server });
}

/** The server does not know who we are, or not any more: a fresh token may help. */
export function isAboutToken(error: unknown): boolean {
  return error instanceof Refusal && error.status === 401;
}
