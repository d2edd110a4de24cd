import { once } from "node:events";
import { enableCompileCache } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { readConfig } from "./config.ts";

/** So many may knock at once; Node's own 511 would have the rest of a herd knock again a second later. */
const BACKLOG = 4096;

/** Starts the lab, says where it is, and stops it on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  // As a network's own server it is asked where it is, and goes when nobody is there any more to ask.
  const leave = () => process.exit(0);
  process.on("disconnect", leave);
  const { port, host, backplane, tokenSecret, ...options } = readConfig(process.env);
  // Halves the second start. It keeps what is imported after it, hence the import down here.
  enableCompileCache(fileURLToPath(new URL("../.cache/compile", import.meta.url)));
  const { createApp } = await import("./app.ts");
  const { openBackplane } = await import("./backplane/open.ts");
  const { createTrouble } = await import("./backplane/trouble.ts");
  const trouble = createTrouble((line) => process.stderr.write(`${line}\n`));
  const opened = await openBackplane(backplane, trouble.tell);
  trouble.follow(opened);
  const { server, close } = createApp({
    ...options,
    ...(tokenSecret ? { tokenSecret } : {}),
    backplane: opened,
  });
  server.listen({ port, host, backlog: BACKLOG });
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  process.stdout.write(`The Realtime Ladder is at http://${shown}:${taken}\n`);

  // Who is gone already may not have been missed yet.
  process.send?.({ port: taken }, (error: Error | null) => error && leave());

  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1); // asked twice: someone is in a hurry
      stopping = true;
      close().then(() => process.exit(0));
    });
  }
}

main().catch((error: NodeJS.ErrnoException) => {
  process.stderr.write(`${problem(error)}\n`);
  process.exit(1);
});

/** What is wrong with the environment, where the system tells it by a code of its own. */
function problem({ code, message }: NodeJS.ErrnoException): string {
  const { PORT = "4000", HOST } = process.env;
  switch (code) {
    case "EADDRINUSE":
      return `PORT: expected a free port, got ${PORT}, which is taken`;
    case "EACCES":
      return `PORT: expected a port that you may open, got ${PORT}, which needs more rights`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST: expected an address of this machine, got ${JSON.stringify(HOST)}`;
    default:
      return message;
  }
}
