import type { z } from "zod";

/** Every way to be told no, with its HTTP status. PROTOCOL.md lists the same codes in words. */
export const REFUSALS = {
  "bad-json": 400,
  "bad-message": 400,
  "bad-position": 400,
  "bad-query": 400,
  "bad-request": 400,
  "bad-schedule": 400,
  "bad-session": 400,
  "no-token": 401,
  "bad-token": 401,
  "token-expired": 401,
  "foreign-origin": 403,
  "not-yours": 403,
  "unknown-channel": 404,
  "unknown-path": 404,
  "unknown-session": 404,
  "unknown-user": 404,
  "method-not-allowed": 405,
  "request-timeout": 408,
  "too-large": 413,
  "wrong-content-type": 415,
  "upgrade-required": 426,
  "rate-limited": 429,
  "headers-too-large": 431,
  "internal-error": 500,
  draining: 503,
  "too-many-sessions": 503,
  "too-many-connections": 503,
  "too-many-networks": 503,
  "too-many-channels": 503,
  "server-failed": 503,
  "too-many-phones": 503,
  "backplane-lost": 503,
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** A no that says which field, what was expected, and what came. Each transport tells it in its own way. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: RefusalCode, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return REFUSALS[this.code];
  }

  /** The body of the answer: `{"error":{"code","message"}}`. */
  get body(): { error: { code: RefusalCode; message: string } } {
    return { error: { code: this.code, message: this.message } };
  }
}

export function refuse(code: RefusalCode, field: string, expected: string, came: unknown): never {
  throw new Refusal(code, `${field}: expected ${expected}, got ${shown(came)}`);
}

/** Parses with a zod schema, and says no in the same words as everything else. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, code: RefusalCode, field: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [field, ...(issue?.path ?? [])].filter((part) => part !== "").join(".");
  const what = path === "" ? "" : `${path}: `;
  throw new Refusal(code, `${what}${expectation(issue)}, got ${shown(at(value, issue?.path ?? []))}`);
}

/** Our schemas word what they expect; this words it for them where the shape itself is wrong. */
function expectation(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === "unrecognized_keys") return `expected no key ${issue.keys.join(", ")}`;
  if (issue?.code === "invalid_type" && issue.expected === "object") return "expected an object";
  return issue?.message ?? "not as expected";
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path)
    here = here === null || typeof here !== "object" ? undefined : Reflect.get(here, key);
  return here;
}

/** What came, quoted and cut short: an answer must not be a mirror for large input. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Nesting that `JSON.parse` reads may be too deep for `JSON.stringify`, which recurses. */
function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return "something nested too deeply to show";
  }
}

export function parseJson(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse("bad-json", field, "JSON", text);
  }
}
