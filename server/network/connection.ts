import type { Socket } from "node:net";
import type { Breaking, Faults, LaneCounts, LanePort } from "#protocol/network.ts";
import type { Side } from "#protocol/tape.ts";
import { drain, letGo, swallow } from "./endings.ts";
import type { Luck } from "./jitter.ts";
import { createLine, type Ending, type Line, type Sum } from "./line.ts";
import { BAD_GATEWAY, createProxy } from "./proxy.ts";
import type { Recorder } from "./recorder.ts";
import type { Wait } from "./wait.ts";

export interface ConnectionParts {
  /** Counts from 1 within the network. */
  readonly id: number;
  readonly lane: LanePort;
  readonly client: Socket;
  /** Opens the other half, towards the server. */
  readonly connect: () => Socket;
  readonly faults: () => Faults;
  readonly luck: Luck;
  readonly now: () => number;
  readonly wait: Wait;
  readonly sum: Sum;
  readonly recorder: Recorder;
  /** Both halves are closed, and the counts are final. */
  readonly closed: () => void;
}

/** A TCP connection between browser and server, in two halves with the faults between them. */
export interface Connection {
  readonly counts: LaneCounts;
  act(act: Breaking): void;
  /** The faults have changed. */
  look(): void;
  /** Tells the tape, which was not on then, that it opened. */
  introduce(): void;
  destroy(): void;
}

export function relayConnection(parts: ConnectionParts): Connection {
  const { id, client, faults, luck, now, wait, recorder } = parts;
  const openedAt = now();
  const [clientPort, lanePort] = [client.remotePort ?? 0, client.localPort ?? 0];
  const server = parts.connect();
  const seen = { client: 0, server: 0 };
  let heardAt = openedAt;
  let bytesIn = 0;
  let ownBytes = 0; // what the network itself has said to the browser
  let isOver = false; // the network has ended it: what still comes is discarded
  let open = 2;

  const up = carry("client", client, server);
  const down = carry("server", server, client);
  const proxy = createProxy({ faults, sum: parts.sum, up: up.send, down: down.send, refuse });
  listen("client", client, up, down, proxy.request);
  listen("server", server, down, up, proxy.answer);
  let stopIdling = () => {};
  introduce();
  idle();

  function carry(from: Side, source: Socket, sink: Socket): Line {
    let to = 0;
    const line = createLine({
      faults,
      random: luck[from],
      now,
      wait,
      sum: parts.sum,
      deliver(bytes) {
        to += bytes.length;
        recorder.record({ kind: "passed", at: now(), connection: id, from, to });
        if (from === "server") return sink.write(bytes);
        return sink.write(bytes, (error) => {
          if (!error) bytesIn += bytes.length;
        });
      },
      end(how) {
        if (how === "fin") sink.end();
        else drain(sink, () => sink.resetAndDestroy());
      },
      crowd: (isFull) => void (isFull && !isOver ? source.pause() : source.resume()),
    });
    sink.on("drain", line.drained);
    return line;
  }

  function listen(from: Side, source: Socket, line: Line, back: Line, push: (bytes: Buffer) => void): void {
    source.on("data", (bytes: Buffer) => {
      heardAt = now();
      tell(from, bytes);
      if (!isOver) push(bytes);
    });
    source.on("end", () => ended(from, "fin", line));
    source.on("error", () => {
      back.close(); // there is nobody any more to hand it to
      ended(from, "reset", line);
    });
    source.on("close", () => {
      open -= 1;
      if (open > 0) return;
      end();
      parts.closed();
    });
  }

  function ended(by: Side, how: Ending, line: Line): void {
    recorder.record({ kind: "ended", at: now(), connection: id, by, how });
    if (isOver) return;
    proxy.look(by === "server");
    line.end(how);
  }

  function tell(from: Side, bytes: Buffer): void {
    const offset = seen[from];
    seen[from] += bytes.length;
    if (!recorder.isOn) return;
    const data = bytes.toString("base64");
    recorder.record({ kind: "bytes", at: now(), connection: id, from, offset, data });
  }

  function introduce(): void {
    recorder.record({ kind: "opened", at: openedAt, connection: id, lane: parts.lane, clientPort, lanePort });
  }

  /** The proxy's own answer to an upgrade goes the way of the server's answers, and stands in the server's stream. */
  function refuse(): void {
    tell("server", BAD_GATEWAY);
    ownBytes += BAD_GATEWAY.length;
    down.send(BAD_GATEWAY);
    down.end("fin");
    up.close();
    letGo(server);
  }

  function idle(): void {
    stopIdling();
    const { idleMs } = faults();
    if (idleMs === 0 || isOver) return;
    const leftMs = heardAt + idleMs - now();
    if (leftMs > 0) {
      const timer = setTimeout(idle, Math.ceil(leftMs));
      stopIdling = () => clearTimeout(timer);
    } else act("close");
  }

  function end(): void {
    isOver = true;
    stopIdling();
    proxy.close();
    up.close();
    down.close();
  }

  function act(what: Breaking): void {
    if (isOver) return;
    const how = { cut: "reset", close: "fin", "half-open": "silence", vanish: "reset" } as const;
    recorder.record({ kind: "ended", at: now(), connection: id, by: "network", how: how[what] });
    end();
    if (what === "close") {
      letGo(client);
      letGo(server);
      return;
    }
    if (what === "half-open") swallow(client);
    else client.resetAndDestroy();
    if (what === "vanish") swallow(server);
    else drain(server, () => server.resetAndDestroy());
  }

  return {
    get counts() {
      const bytesOut = server.bytesRead;
      return { bytesIn, bytesOut, bytesCut: open === 0 ? bytesOut + ownBytes - down.handedOn : 0 };
    },
    act,
    look() {
      if (isOver) return;
      proxy.look();
      up.look();
      down.look();
      idle();
    },
    introduce,
    destroy() {
      end();
      client.destroy();
      server.destroy();
    },
  };
}
