import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { LaneEvent, Snapshot } from "../measuring/snapshot.ts";
import { createRing, type Ring } from "./ring.ts";

export type MessageEvent = Extract<LaneEvent, { kind: "message" }>;
/** A poll, or a stream or socket: from when to when. */
export interface Span {
  readonly id: number;
  readonly kind: "request" | "connection";
  readonly from: number;
  to: number | undefined;
  outcome: "waiting" | "news" | "empty" | "failed";
}

/** How much one lane had cost and how fresh it was, at one moment. */
export interface Sample {
  readonly at: number;
  readonly bytes: number;
  readonly requests: number;
  /** Largest staleness among the messages since the sample before, ms; undefined where there were none. */
  readonly stalenessMs: number | undefined;
}

/** A corner of the sawtooth: how old the newest value was at a moment, ms. */
export interface Corner {
  readonly at: number;
  readonly ageMs: number;
}

export interface LaneHistory {
  readonly messages: Ring<MessageEvent>;
  readonly spans: Ring<Span>;
  readonly sent: Ring<number>;
  readonly samples: Ring<Sample>;
  readonly corners: Ring<Corner>;
}

/** What canvases draw: the last minute of each lane, outside React, because it changes more often than React should. */
export interface History {
  readonly lanes: Readonly<Record<TransportName, LaneHistory>>;
  add(snapshot: Snapshot): void;
  clear(): void;
}

/** A minute of samples at five a second; messages for the widest window of the time axis at its highest rate. */
const SAMPLES = 300;
const MESSAGES = 2000;
/** Up to so many messages in a snapshot get their own corners; of more, the outer two are kept. */
const CORNERS_EACH = 4;

export function createHistory(): History {
  const lanes = Object.fromEntries(
    TRANSPORTS.map((transport) => [
      transport,
      {
        messages: createRing<MessageEvent>(MESSAGES),
        spans: createRing<Span>(MESSAGES),
        sent: createRing<number>(100),
        samples: createRing<Sample>(SAMPLES),
        corners: createRing<Corner>(SAMPLES * 2 * CORNERS_EACH),
      },
    ]),
  ) as Record<TransportName, LaneHistory>;
  const publishedAt = new Map<TransportName, number>();

  function addSpan(
    { spans }: LaneHistory,
    event: Extract<LaneEvent, { kind: "request" | "connection" }>,
  ): void {
    const [from, to] =
      event.kind === "request" ? [event.startedAt, event.endedAt] : [event.openedAt, event.closedAt];
    const outcome = event.kind === "request" ? event.outcome : "waiting";
    for (let i = spans.length - 1; i >= 0; i -= 1) {
      const span = spans.at(i);
      if (span?.id !== event.id) continue;
      span.to = to;
      span.outcome = outcome;
      return;
    }
    spans.push({ id: event.id, kind: event.kind, from, to, outcome });
  }

  function addCorners(transport: TransportName, messages: readonly MessageEvent[]): void {
    const { corners } = lanes[transport];
    const all = messages.flatMap(({ arrivedAt, publishedAt: published }) => {
      const before = publishedAt.get(transport);
      publishedAt.set(transport, published);
      const low = { at: arrivedAt, ageMs: arrivedAt - published };
      return before === undefined ? [low] : [{ at: arrivedAt, ageMs: arrivedAt - before }, low];
    });
    if (messages.length <= CORNERS_EACH) for (const corner of all) corners.push(corner);
    else {
      const byAge = [...all].sort((a, b) => a.ageMs - b.ageMs);
      const ends = [byAge[0], byAge.at(-1)].filter((corner) => corner !== undefined);
      for (const corner of ends.sort((a, b) => a.at - b.at)) corners.push(corner);
    }
  }

  return {
    lanes,
    add(snapshot) {
      for (const event of snapshot.events) {
        const lane = lanes[event.transport];
        if (event.kind === "message") lane.messages.push(event);
        else if (event.kind === "sent") lane.sent.push(event.at);
        else addSpan(lane, event);
      }
      for (const transport of TRANSPORTS) {
        const messages = snapshot.events.filter(
          (event) => event.kind === "message" && event.transport === transport && !event.hidden,
        ) as MessageEvent[];
        addCorners(transport, messages);
        const { meter } = snapshot.lanes[transport];
        if (!meter) continue;
        lanes[transport].samples.push({
          at: snapshot.at,
          bytes: meter.bytesIn + meter.bytesOut,
          requests: meter.requests,
          stalenessMs:
            messages.length === 0 ? undefined : Math.max(...messages.map(({ stalenessMs }) => stalenessMs)),
        });
      }
    },
    clear() {
      publishedAt.clear();
      for (const lane of Object.values(lanes)) for (const ring of Object.values(lane)) ring.clear();
    },
  };
}
