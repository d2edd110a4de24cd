import type { Envelope } from "#protocol/envelope.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { IssuedToken } from "#protocol/token.ts";
import { channelPath, type TransportName } from "#protocol/transports.ts";
// The product's own clients are what chaos is to wear out, in a process without a browser.
import { CONNECT } from "../../web/transports/transports.ts";
import type { Heard, Said } from "./oracle.ts";

export interface ParticipantParts {
  readonly name: string;
  readonly transport: TransportName;
  /** `http://host:port`, through the network; and past it, for tokens. */
  readonly origin: string;
  readonly front: string;
  readonly channel: string;
  /** From one message to the next, where the last one has been acknowledged, ms. */
  readonly everyMs: number;
  readonly lifeS: number;
  readonly random: () => number;
}

/** One who listens to a room and speaks in it, by one transport, and does not give up. */
export interface Participant {
  readonly name: string;
  readonly transport: TransportName;
  readonly said: readonly Said[];
  readonly heard: readonly Heard[];
  readonly token: () => string;
  readonly counts: { duplicates: number; retries: number; reconnects: number; renewals: number };
  /** Why it had to say something again, or to come back: how often for each reason. */
  readonly troubles: Readonly<Record<string, number>>;
  /** What its connection is doing, in the transport's own words. */
  readonly state: string;
  /** What ended it for good, which nothing in chaos should. */
  readonly gaveUp: string | undefined;
  /** All that it said has been acknowledged. */
  readonly isQuiet: boolean;
  /** Says nothing new. */
  hush(): void;
  close(): void;
}

const RETRY_MS = 300;

export async function join(parts: ParticipantParts): Promise<Participant> {
  const { name, transport, origin, front, channel, everyMs, lifeS, random } = parts;
  const said: { id: string; position: string | undefined }[] = [];
  const heard: Heard[] = [];
  const counts = { duplicates: 0, retries: 0, reconnects: 0, renewals: 0 };
  const timers = new Set<() => void>();
  const time = { now: () => performance.timeOrigin + performance.now(), after };
  const troubles: Record<string, number> = {};
  let doing = "";
  let issued = await askToken("", { name, lifeS });
  let gaveUp: string | undefined;
  let isHushed = false;
  let isClosed = false;
  let unanswered = 0;

  function after(ms: number, act: () => void): () => void {
    const timer = setTimeout(() => {
      timers.delete(stop);
      act();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      timers.delete(stop);
    };
    timers.add(stop);
    return stop;
  }

  function trouble(reason: string): void {
    troubles[reason] = (troubles[reason] ?? 0) + 1;
  }

  async function askToken(path: string, body: unknown): Promise<IssuedToken> {
    for (;;) {
      const answer = await fetch(`${front}/api/tokens${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(5000),
      }).catch(() => undefined);
      if (answer?.ok) return (await answer.json()) as IssuedToken;
      if (isClosed) return issued;
      await new Promise<void>((resolve) => after(RETRY_MS, resolve));
    }
  }

  function hear(envelope: Envelope): void {
    const { type, epoch, seq, payload } = envelope;
    if (type === "typing") return;
    const id = type === "said" ? (payload as { text: string }).text : undefined;
    heard.push({ kind: type === "reset" ? "reset" : "message", epoch, seq, id });
  }

  const connection = CONNECT[transport]({
    channelUrl: `${origin}${channelPath(channel, "messages").replace(/\/messages$/, "")}`,
    session: name,
    token: () => issued.token,
    settings: () => ({ pollMs: 250, holdS: 10, etag: false }),
    time,
    random,
    listener: {
      message: hear,
      duplicate() {
        counts.duplicates += 1;
      },
      state(state) {
        if (state.kind === "refused") gaveUp = state.reason;
        doing = `${state.kind}${"reason" in state ? `: ${state.reason}` : ""}`;
        if (state.kind !== "reconnecting") return;
        counts.reconnects += 1;
        trouble(`back: ${state.reason}`);
      },
      request: () => () => {},
      probe() {},
    },
  });

  async function renew(): Promise<void> {
    if (isClosed) return;
    issued = await askToken("/refresh", { refresh: issued.refresh });
    if (isClosed) return;
    counts.renewals += 1;
    connection.renew();
    after((lifeS * 1000) / 2, renew);
  }
  after((lifeS * 1000) / 2, renew);

  function speak(): void {
    if (isHushed || isClosed) return;
    const one = { id: `${name}-${said.length + 1}`, position: undefined };
    said.push(one);
    unanswered += 1;
    attempt(one);
  }

  /** The same id until it is acknowledged: whether the last attempt was heard, nobody here knows. */
  function attempt(one: { readonly id: string; position: string | undefined }): void {
    connection.send({ id: one.id, type: "said", payload: { text: one.id } }).then(
      (position) => {
        one.position = position;
        unanswered -= 1;
        after(everyMs * (0.5 + random()), speak);
      },
      (error: unknown) => {
        if (isClosed) return;
        if (isFinal(error)) gaveUp = `${one.id} was refused: ${error}`;
        else {
          counts.retries += 1;
          trouble(`again: ${error instanceof Error ? error.message : error}`);
          after(RETRY_MS * (0.5 + random()), () => attempt(one));
        }
      },
    );
  }
  after(everyMs * random(), speak);

  return {
    name,
    transport,
    said,
    heard,
    token: () => issued.token,
    counts,
    troubles,
    get state() {
      return doing;
    },
    get gaveUp() {
      return gaveUp;
    },
    get isQuiet() {
      return unanswered === 0;
    },
    hush() {
      isHushed = true;
    },
    close() {
      isClosed = true;
      connection.close();
      for (const stop of [...timers]) stop();
    },
  };
}

/** Refusals that the same message would meet again. */
function isFinal(error: unknown): boolean {
  const passing = ["token-expired", "rate-limited", "backplane-lost", "draining"];
  return error instanceof Refusal && error.status < 500 && !passing.includes(error.code);
}
