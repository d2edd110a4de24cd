import type { Faults } from "#protocol/network.ts";
import { createFraming, fieldOf, lengthIn } from "./framing.ts";
import { isTooMuch, type Sum } from "./line.ts";

export interface ProxyParts {
  readonly faults: () => Faults;
  readonly sum: Sum;
  /** Towards the server, and towards the browser. */
  readonly up: (bytes: Buffer) => void;
  readonly down: (bytes: Buffer) => void;
  /** A request to upgrade has come, and goes no further. */
  readonly refuse: () => void;
}

/** The faults of a network that reads the HTTP which passes, as proxies do. */
export interface Proxy {
  request(bytes: Buffer): void;
  answer(bytes: Buffer): void;
  /** Passes on what is held, where it need no longer be: a fault is over, or the server has said its last. */
  look(isLast?: boolean): void;
  /** Lets go of what it holds. */
  close(): void;
}

/** What a proxy says that has never heard of upgrades. */
const NO_UPGRADE = "This proxy passes no upgrades.\n";
export const BAD_GATEWAY = Buffer.from(
  "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Type: text/plain\r\n" +
    `Content-Length: ${NO_UPGRADE.length}\r\n\r\n${NO_UPGRADE}`,
);

/**
 * Buffering is as nginx does it (`proxy_buffering`): an answer is held until there is so much of it, or all of it; then
 * what is there passes, and the next is held. After a 101 there are no answers any more, and all passes.
 */
export function createProxy({ faults, sum, up, down, refuse }: ProxyParts): Proxy {
  const asked: string[] = []; // methods of the requests whose answers are still to come
  let isUpgrade = false;
  const requests = createFraming((head) => {
    asked.push(head.slice(0, head.indexOf(" ")));
    isUpgrade ||= fieldOf(head, "upgrade") !== undefined;
    return lengthIn(head) ?? 0;
  });
  const answers = createFraming((head) => {
    const status = Number(head.slice(9, 12));
    if (status === 101) return "tunnel";
    if (status < 200) return 0;
    const hasNone = asked.shift() === "HEAD" || status === 204 || status === 304;
    return hasNone ? 0 : (lengthIn(head) ?? "rest");
  });
  const isTunnel = () => answers.place === "tunnel";
  const [asking, answering] = [createStore(up, sum), createStore(down, sum)];

  function lookUp(): void {
    if (!faults().refuseUpgrades) asking.flush();
    else if (isUpgrade) {
      asking.empty();
      refuse();
    } else if (requests.place !== "head") asking.flush();
    if (requests.place !== "head") isUpgrade = false;
  }

  function lookDown(isLast: boolean): void {
    const isEnough = answering.bytes >= faults().bufferBytes || isTooMuch(sum);
    if (isLast || isTunnel() || isEnough || answers.place === "between") answering.flush();
  }

  return {
    request(bytes) {
      if (isTunnel()) return up(bytes);
      requests.push(bytes);
      asking.add(bytes);
      lookUp();
    },
    answer(bytes) {
      if (isTunnel()) return down(bytes);
      answers.push(bytes);
      answering.add(bytes);
      lookDown(false);
    },
    look(isLast = false) {
      lookUp();
      lookDown(isLast);
    },
    close() {
      asking.empty();
      answering.empty();
    },
  };
}

function createStore(pass: (bytes: Buffer) => void, sum: Sum) {
  let held: Buffer[] = [];
  let bytes = 0;
  function empty(): Buffer[] {
    const all = held;
    held = [];
    sum.heldBytes -= bytes;
    bytes = 0;
    return all;
  }
  return {
    get bytes() {
      return bytes;
    },
    add(more: Buffer) {
      held.push(more);
      bytes += more.length;
      sum.heldBytes += more.length;
    },
    flush() {
      for (const part of empty()) pass(part);
    },
    empty,
  };
}
