import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { LaneMeter, MeterKey, ServerMeter, SessionMeter } from "#protocol/meter.ts";
import { type App, createApp } from "../app.ts";
import { createLane, readLane } from "../metering/lane.ts";
import type { AppOptions } from "../options.ts";

/** A whole server in the test's own process, on a free port. */
export interface Lab extends AsyncDisposable {
  /** `http://{host}:{port}`, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly app: App;
  /** The figures of this moment, read without a request: looking costs no byte. */
  meter(session: string): SessionMeter;
  /** The figures of one lane; all zero before its first request. */
  meter(session: string, key: MeterKey): LaneMeter;
  total(): ServerMeter;
  close(): Promise<void>;
}

/** What a test may change: the options of the product, and its address (127.0.0.1 and a free port, unless it matters). */
export type LabOptions = Partial<AppOptions> & { readonly host?: string; readonly port?: number };

/** Starts the server with some of its options changed. `await using lab = await startLab()` closes it by itself. */
export async function startLab({
  host = "127.0.0.1",
  port: asked = 0,
  ...options
}: LabOptions = {}): Promise<Lab> {
  const app = createApp({ logLevel: "silent", ...options });
  app.server.listen(asked, host);
  await once(app.server, "listening");
  const { port } = app.server.address() as AddressInfo;
  const { sessions } = app;

  const meterOf = (session: string): SessionMeter =>
    sessions.has(session) ? sessions.meter(session) : { session, transports: {} };
  function meter(session: string): SessionMeter;
  function meter(session: string, key: MeterKey): LaneMeter;
  function meter(session: string, key?: MeterKey): SessionMeter | LaneMeter {
    const all = meterOf(session);
    return key === undefined ? all : (all.transports[key] ?? readLane(createLane()));
  }

  return {
    url: `http://${host}:${port}`,
    host,
    port,
    app,
    meter,
    total: () => sessions.total(),
    close: () => app.close(),
    [Symbol.asyncDispose]: () => app.close(),
  };
}
