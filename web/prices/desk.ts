import {
  DEFAULT_FEED,
  type FeedSettings,
  type PhoneFigures,
  type PriceFigures,
  type PriceSymbol,
  type PricesEvent,
  SLOW_POLICIES,
} from "#protocol/prices.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { Time } from "../transports/transport.ts";
import { connectDesk } from "./desk-socket.ts";
import { createFlowRates, type FlowRates } from "./flow-rates.ts";
import { DEFAULT_LINK, formatLink, type Link, parseLink } from "./link.ts";
import { createPhoneHistory, type PhoneHistory } from "./phone-history.ts";
import { NO_QUOTES, openTicker, type Quotes, type Ticker } from "./ticker.ts";

/** What the page shows, and what its controls do; outside of React. */
export interface Desk {
  readonly session: string;
  readonly state: DeskState;
  readonly history: PhoneHistory;
  /** Now, by the server's clock, as well as it is known; ms since 1970. */
  now(): number;
  subscribe(changed: () => void): () => void;
  change(part: Partial<Pick<Link, "by" | "theme" | "phones" | "speed">>): void;
  setFeed(settings: Partial<FeedSettings>): void;
  takeDefaults(): void;
}

export interface DeskState {
  readonly link: Link;
  /** Why the link was refused, or what was asked last. */
  readonly refusal: string | undefined;
  readonly isConnected: boolean;
  readonly figures: PriceFigures | undefined;
  readonly rates: FlowRates;
  readonly phones: readonly PhoneFigures[];
  readonly quotes: Quotes;
  readonly server: string | undefined;
}

export interface DeskParts {
  readonly origin: string;
  readonly session: string;
  readonly search: string;
  readonly time: Time;
  readonly showQuery: (query: string) => void;
}

/** All phones listen to one symbol, so that they can be compared. */
export const PHONE_SYMBOL: PriceSymbol = "ADA";
/** What has changed is shown at most so often, ms. */
const SHOW_MS = 100;

export function createDesk({ origin, session, search, time, showQuery }: DeskParts): Desk {
  const subscribers = new Set<() => void>();
  const rates = createFlowRates();
  const history = createPhoneHistory();
  let offsetMs = -Infinity;
  let isTelling = false;
  let state = read(search);
  let ticker = listen(state.link.by);

  function read(text: string): DeskState {
    let [link, refusal] = [DEFAULT_LINK, undefined as string | undefined];
    try {
      link = parseLink(text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = error.message;
    }
    return {
      link,
      refusal,
      isConnected: false,
      figures: undefined,
      rates: rates.of(undefined),
      phones: [],
      quotes: NO_QUOTES,
      server: undefined,
    };
  }

  function listen(by: Link["by"]): Ticker {
    return openTicker({ origin, session, by, time, changed: () => tell({}) });
  }

  function tell(part: Partial<DeskState>): void {
    state = { ...state, ...part };
    if (isTelling) return;
    isTelling = true;
    time.after(SHOW_MS, () => {
      isTelling = false;
      state = { ...state, quotes: { ...ticker.quotes }, server: ticker.server };
      tellAll();
    });
  }

  function tellAll(): void {
    for (const changed of subscribers) changed();
  }

  const socket = connectDesk({
    random: Math.random,
    url: `${origin}/api/sessions/${session}/prices`,
    time,
    listener: {
      opened() {
        tell({ isConnected: true });
        if (state.link.feed) socket.say({ type: "feed", settings: state.link.feed });
        if (state.link.phones) attach();
      },
      event,
      lost: () => tell({ isConnected: false, phones: [] }),
    },
  });

  function event(said: PricesEvent): void {
    if (said.type === "error") tell({ refusal: said.message });
    if (said.type !== "figures") return;
    const { figures, phones } = said;
    // What took the least time to come tells most of the other clock.
    offsetMs = Math.max(offsetMs, figures.at - time.now());
    history.add(figures, phones);
    tell({ figures, phones, rates: rates.of(figures) });
  }

  function attach(): void {
    for (const policy of SLOW_POLICIES)
      socket.say({ type: "attach", policy, symbol: PHONE_SYMBOL, bytesPerSecond: state.link.speed });
  }

  /** At once: a control that does not move under the hand is broken. */
  function show(link: Link): void {
    state = { ...state, link, refusal: undefined };
    showQuery(formatLink(link));
    tellAll();
  }

  return {
    session,
    get state() {
      return state;
    },
    history,
    now: () => time.now() + (Number.isFinite(offsetMs) ? offsetMs : 0),
    subscribe(changed) {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    change(part) {
      const { link, phones } = state;
      show({ ...link, ...part });
      if (part.by && part.by !== link.by) {
        ticker.close();
        ticker = listen(part.by);
      }
      if (part.speed !== undefined)
        for (const { phone } of phones) socket.say({ type: "speed", phone, bytesPerSecond: part.speed });
      if (part.phones === undefined) return;
      for (const { phone } of phones) socket.say({ type: "detach", phone });
      history.clear();
      if (part.phones) attach();
    },
    setFeed(settings) {
      const { figures, link } = state;
      const feed = { ...DEFAULT_FEED, ...pick(figures?.feed), ...settings };
      if (figures) state = { ...state, figures: { ...figures, feed: { ...figures.feed, ...feed } } };
      show({ ...link, feed });
      socket.say({ type: "feed", settings: feed });
    },
    takeDefaults: () => show(DEFAULT_LINK),
  };
}

function pick(feed: FeedSettings | undefined): Partial<FeedSettings> {
  return feed ? { rate: feed.rate, padding: feed.padding } : {};
}
