import { answerAsks } from "../bench/asks.ts";
import { createRandom, deriveSeed } from "../compare/random.ts";
import { type Client, openClient, type Story } from "./client.ts";
import { POLICIES, type PolicyName } from "./policies.ts";

export interface Opening {
  readonly port: number;
  readonly policy: PolicyName;
  readonly clients: number;
  readonly seed: number;
}

/** Connections that are under way at a time while all open: the outage is to begin with all of them there. */
const OPENING = 64;

const clients: Client[] = [];
let opened = 0;
let wake = () => {};

/** Resolves once so many have been opened, the openings after an outage included. */
async function reach(count: number): Promise<void> {
  while (opened < count)
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
}

async function open({ port, policy, clients: count, seed }: Opening): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await reach(i + 1 - OPENING);
    const session = `herd-${i}`;
    clients.push(
      openClient({
        port,
        policy: POLICIES[policy],
        session,
        random: createRandom(deriveSeed(seed, session)),
        opened() {
          opened += 1;
          wake();
        },
      }),
    );
  }
  await reach(count);
}

/** All are back, each with its story, after one outage. */
async function comeBack(): Promise<Story[]> {
  await reach(2 * clients.length);
  return clients.map(({ story }) => story);
}

function close(): void {
  for (const client of clients) client.close();
}

answerAsks({ open, comeBack }, close);
