import type { PhoneFigures, PricesRequest } from "#protocol/prices.ts";
import { Refusal, refuse } from "#protocol/refusal.ts";
import { createPhone, type Phone, type PhoneParts } from "./phone.ts";

type Attachment = Extract<PricesRequest, { readonly type: "attach" }>;

/** The phones of all pages: each page has some of its own, which go when it does. */
export interface Phones {
  /** A page comes; `close` takes its phones along. */
  open(): PagePhones;
}

export interface PagePhones {
  /** Returns its number; throws a `Refusal` where there are too many. */
  attach(attachment: Attachment): number;
  setSpeed(phone: number, bytesPerSecond: number): void;
  detach(phone: number): void;
  readonly figures: PhoneFigures[];
  close(): void;
}

export interface PhonesParts extends Pick<PhoneParts, "server" | "time"> {
  /** At most so many of one page, and in all. */
  readonly limits: { readonly perPage: number; readonly all: number };
  readonly newId: () => string;
  /** What waits in the server for a session; undefined where it has let go of it. */
  readonly queueOf: (session: string) => { queueBytes: number; behindBytes: number } | undefined;
  /** What a session was told by SSE so far. */
  readonly toldTo: (session: string) => Told | undefined;
}

interface Told {
  readonly messages: number;
  readonly coalesced: number;
  readonly bytesOut: number;
}

interface Attached extends Pick<Attachment, "policy" | "symbol"> {
  readonly session: string;
  readonly phone: Phone;
  bytesPerSecond: number;
}

export function createPhones({ limits, newId, queueOf, toldTo, ...parts }: PhonesParts): Phones {
  let all = 0;

  function requireRoom(here: number): void {
    const rules = [
      ["phones of one page", here, limits.perPage],
      ["phones", all, limits.all],
    ] as const;
    for (const [what, count, most] of rules)
      if (count >= most)
        throw new Refusal("too-many-phones", `${what}: expected at most ${most} at a time, got one more`, {
          "Retry-After": "5",
        });
  }

  function figuresOf(
    number: number,
    { session, phone, policy, symbol, bytesPerSecond }: Attached,
  ): PhoneFigures {
    const told = toldTo(session);
    const queue = queueOf(session);
    const { newest, state, read, disconnects } = phone;
    const isEnding = (state === "reading" || state === "stalled") && !queue;
    return {
      phone: number,
      policy,
      symbol,
      bytesPerSecond,
      state: isEnding ? "ending" : state,
      queueBytes: queue?.queueBytes ?? 0,
      behindBytes: queue?.behindBytes ?? 0,
      kernelBytes: Math.max(0, (told?.bytesOut ?? 0) - phone.bytesRead),
      told: told?.messages ?? 0,
      coalesced: told?.coalesced ?? 0,
      disconnects: disconnects + (isEnding ? 1 : 0),
      read,
      ageMs: newest && parts.time.now() - newest.at,
      mid: newest?.payload.mid,
    };
  }

  return {
    open() {
      const phones = new Map<number, Attached>();
      let last = 0;
      const find = (number: number): Attached =>
        phones.get(number) ?? refuse("bad-message", "frame.phone", "one that is attached", number);
      function detach(number: number): void {
        find(number).phone.close();
        phones.delete(number);
        all -= 1;
      }
      return {
        attach({ policy, symbol, bytesPerSecond }) {
          requireRoom(phones.size);
          const session = newId();
          const phone = createPhone({ ...parts, policy, symbol, bytesPerSecond, session });
          last += 1;
          phones.set(last, { policy, symbol, session, phone, bytesPerSecond });
          all += 1;
          return last;
        },
        setSpeed(number, bytesPerSecond) {
          const attached = find(number);
          attached.bytesPerSecond = bytesPerSecond;
          attached.phone.setSpeed(bytesPerSecond);
        },
        detach,
        get figures() {
          return [...phones].map(([number, attached]) => figuresOf(number, attached));
        },
        close() {
          for (const number of [...phones.keys()]) detach(number);
        },
      };
    },
  };
}
