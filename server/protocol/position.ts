import { refuse } from "./refusal.ts";

/**
 * Where a reader is in a channel's log. A sequence number alone cannot be trusted: after a restart the log counts from 1
 * again, and "after 812" against a log that stands at 40 would wait in silence, or skip. The epoch names the log's life.
 */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

const SHAPE = /^([a-z0-9]{1,16}):(0|[1-9]\d{0,14})$/;

/** `{epoch}:{seq}`, as it stands in `after`, in an SSE `id:` and in an ETag. */
export function formatPosition({ epoch, seq }: Position): string {
  return `${epoch}:${seq}`;
}

/** Reads a position; `field` names the place it came from in the refusal. */
export function parsePosition(text: string, field = "after"): Position {
  const match = SHAPE.exec(text);
  if (!match) return refuse("bad-position", field, "{epoch}:{seq}, such as k3f9:412", text);
  return { epoch: match[1] as string, seq: Number(match[2]) };
}
