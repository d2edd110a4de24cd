import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "@playwright/test";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { startProgram } from "../program.ts";
import { findProgram } from "../system.ts";
import { startClients } from "./client-process.ts";
import { buildDarkRouter, type DarkRouter } from "./dark-router.ts";
import type { Peer } from "./members.ts";
import { openNetwork } from "./network-ports.ts";
import { openPage } from "./page-watch.ts";
import { findBroken, type PageWay, type ServerWay, writeReport } from "./report.ts";
import { enrol, openWitness, type Witness } from "./witness.ts";

const WATCH_S = 150;
const SETTINGS = { pollMs: 1000, holdS: 25 };

/** What is to be undone at the end, last first. */
const undo: (() => unknown)[] = [];

async function main(): Promise<void> {
  const { url, port } = await startServer();
  const router = buildDarkRouter();
  if (!("reason" in router)) undo.push(router.close);
  const witness = await openWitness(url);
  undo.push(witness.close);

  process.stderr.write(`All die at about one time, and are watched for ${WATCH_S} s …\n`);
  const [server, page] = await Promise.all([
    Promise.all([vanish(url, witness), stop(url, witness), loseClients(url, port, router, witness)]),
    Promise.all([halfOpen(url), stopServer(), losePage(port, router)]),
  ]);
  const report = writeReport(server, page, WATCH_S);
  process.stdout.write(report);
  writeFileSync(fileURLToPath(new URL("../ZOMBIES.md", import.meta.url)), report);
  for (const words of findBroken(server, page)) {
    process.stderr.write(`${words}\n`);
    process.exitCode = 1;
  }
}

async function startServer() {
  const program = await startProgram({ HOST: "0.0.0.0" });
  undo.push(() => program.stop("SIGKILL"));
  return { ...program, url: `http://127.0.0.1:${program.port}` };
}

// --- clients that are gone ---

/** By each transport a member of a room, of one each, so that none is woken by another; and one who only reads a stream. */
async function peersOf(
  way: string,
  url: string,
  witness: Witness,
  originOf: (lane: TransportName) => string,
): Promise<Peer[]> {
  const members = await Promise.all(
    TRANSPORTS.map(async (transport) => {
      const session = `${way}-${transport}`;
      const channel = `room:${session}`;
      await witness.enter(channel);
      const token = await enrol(url, session);
      return { transport, channel, origin: originOf(transport), session, token };
    }),
  );
  const reader: Peer = {
    transport: "sse",
    channel: "counter",
    origin: originOf("sse"),
    session: `${way}-reader`,
  };
  return [...members, reader];
}

async function watchDeath(name: string, peers: readonly Peer[], witness: Witness): Promise<ServerWay> {
  witness.died(peers);
  await sleep(WATCH_S * 1000);
  const fates = peers.map((peer) => [
    peer.token ? peer.transport : "sse, not in a room",
    witness.fateOf(peer),
  ]);
  return { name, outcome: Object.fromEntries(fates) };
}

async function vanish(url: string, witness: Witness): Promise<ServerWay> {
  const network = await openNetwork(url, "crypt");
  undo.push(network.close);
  const peers = await peersOf("vanished", url, witness, (lane) => `http://127.0.0.1:${network.ports[lane]}`);
  const clients = await startClients({ ...SETTINGS, peers });
  undo.push(clients.close);
  clients.stop(); // told of it, as it is, it would come back
  network.act("vanish");
  return watchDeath("vanished in the network", peers, witness);
}

async function stop(url: string, witness: Witness): Promise<ServerWay> {
  const peers = await peersOf("stopped", url, witness, () => url);
  const clients = await startClients({ ...SETTINGS, peers });
  undo.push(clients.close);
  clients.stop();
  return watchDeath("process stopped", peers, witness);
}

async function loseClients(
  url: string,
  port: number,
  router: DarkRouter | { readonly reason: string },
  witness: Witness,
): Promise<ServerWay> {
  const name = "router gone dark";
  if ("reason" in router) return { name, outcome: { skipped: router.reason } };
  const peers = await peersOf("lost", url, witness, () => `http://${router.host}:${port}`);
  undo.push((await startClients({ ...SETTINGS, peers }, router.namespace)).close);
  await isPageThere;
  router.goDark();
  goneDark();
  return watchDeath(name, peers, witness);
}

// --- a server that is gone ---

/** The page behind the router is open, too, or never will be: now it may go dark. And so it has. */
const { promise: isPageThere, resolve: pageIsThere } = Promise.withResolvers<void>();
const { promise: isDark, resolve: goneDark } = Promise.withResolvers<void>();

async function launch(executablePath = findProgram("Chromium")): Promise<Browser> {
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox"],
  });
  undo.push(() => browser.close());
  return browser;
}

async function halfOpen(url: string): Promise<PageWay> {
  const watch = await openPage(await launch(), url, "net=on");
  await watch.page.evaluate(() => window.ladder.network.act("half-open"));
  return { name: "half-open in the network", outcome: await watch.watch(WATCH_S * 1000) };
}

async function stopServer(): Promise<PageWay> {
  const { url, process: child } = await startServer();
  const watch = await openPage(await launch(), url, "");
  child.kill("SIGSTOP");
  return { name: "process stopped", outcome: await watch.watch(WATCH_S * 1000) };
}

async function losePage(port: number, router: DarkRouter | { readonly reason: string }): Promise<PageWay> {
  const name = "router gone dark";
  const chromiumPath = findProgram("Chromium");
  const reason = "reason" in router ? router.reason : chromiumPath ? undefined : "no Chromium on the PATH";
  if (reason !== undefined || "reason" in router) {
    pageIsThere();
    return { name, outcome: { skipped: String(reason) } };
  }
  const folder = mkdtempSync(join(tmpdir(), "zombies-"));
  undo.push(() => rmSync(folder, { recursive: true }));
  const wrapper = join(folder, "chromium-beyond");
  writeFileSync(wrapper, `#!/bin/sh\nexec ip netns exec ${router.namespace} '${chromiumPath}' "$@"\n`);
  chmodSync(wrapper, 0o755);
  try {
    const watch = await openPage(await launch(wrapper), `http://${router.host}:${port}`, "");
    pageIsThere();
    await isDark;
    return { name, outcome: await watch.watch(WATCH_S * 1000) };
  } finally {
    pageIsThere();
  }
}

try {
  await main();
} finally {
  for (const one of undo.reverse()) await one();
}
