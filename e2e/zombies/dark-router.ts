import { execFileSync } from "node:child_process";

/** Two network namespaces: one for clients, and a router between them and this machine that can go dark. */
export interface DarkRouter {
  /** Where clients are to run: `ip netns exec {namespace} …`. */
  readonly namespace: string;
  /** This machine, as seen from there. */
  readonly host: string;
  /** From now on nothing passes, either way, and nobody is told: all cables stay plugged in. */
  goDark(): void;
  close(): void;
}

/** Addresses that are set aside for measuring networks (RFC 2544). */
const [NEAR, FAR] = ["198.18.5", "198.18.6"];

/** Builds it, or says why it cannot be built here. */
export function buildDarkRouter(): DarkRouter | { readonly reason: string } {
  const router = `ladder-router-${process.pid}`;
  const namespace = `ladder-far-${process.pid}`;
  const cable = `ladder${process.pid}`.slice(0, 14);
  const made: (() => void)[] = [];
  const close = () => {
    for (const unmake of made.splice(0).reverse()) unmake();
  };
  const inRouter = (...words: string[]) => run("netns", "exec", router, ...words);
  try {
    for (const name of [router, namespace]) {
      run("netns", "add", name);
      made.push(() => run("netns", "del", name)); // its ends of the cables go with it
      run("-n", name, "link", "set", "lo", "up");
    }
    run("link", "add", cable, "type", "veth", "peer", "name", "near", "netns", router);
    made.push(() => run("link", "del", cable));
    run("-n", router, "link", "add", "far", "type", "veth", "peer", "name", "home", "netns", namespace);
    run("addr", "add", `${NEAR}.1/24`, "dev", cable);
    run("link", "set", cable, "up");
    for (const [end, address] of [
      ["near", `${NEAR}.2/24`],
      ["far", `${FAR}.2/24`],
    ] as const) {
      run("-n", router, "addr", "add", address, "dev", end);
      run("-n", router, "link", "set", end, "up");
    }
    run("-n", namespace, "addr", "add", `${FAR}.1/24`, "dev", "home");
    run("-n", namespace, "link", "set", "home", "up");
    run("-n", namespace, "route", "add", "default", "via", `${FAR}.2`);
    run("route", "add", `${FAR}.0/24`, "via", `${NEAR}.2`);
    const forward = (isOn: boolean) => inRouter("sysctl", "-q", "-w", `net.ipv4.ip_forward=${isOn ? 1 : 0}`);
    forward(true);
    return { namespace, host: `${NEAR}.1`, goDark: () => forward(false), close };
  } catch (error) {
    close();
    return { reason: `no network namespace: ${reasonOf(error)}` };
  }
}

function run(...words: string[]): void {
  execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });
}

function reasonOf(error: unknown): string {
  const { code, stderr } = error as { code?: string; stderr?: Buffer };
  if (code === "ENOENT") return "the command `ip` is missing";
  return String(stderr ?? error).trim();
}
