import type { Claim, Source } from "../claim.ts";
import { timesOf } from "./formulas.ts";

/*
 * Where a source says “about”, or gives one figure of one machine, a fifth either way is granted: fixed here, before anything
 * is run, and the same for all. A claim that turns out false is a finding, and stays.
 */
const ABOUT = 0.2;
const about = { kind: "within", share: ABOUT } as const;

const claim = (
  source: Source,
  claims: readonly (Omit<Claim, "part" | "isPhysics" | "source"> & Partial<Pick<Claim, "source">>)[],
): Claim[] => claims.map((one) => ({ part: "literature", isPhysics: false, source, ...one }));

const LUBBERS_GRECO = {
  citation:
    "P. Lubbers and F. Greco, “HTML5 Web Sockets: A Quantum Leap in Scalability for the Web”, websocket.org 2010",
  url: "http://www.websocket.org/quantum.html",
  read: "in part",
} as const;
const quantum = (claimed: string): Source => ({ ...LUBBERS_GRECO, claimed });
const OWN_HEADERS =
  "Headers are of Firefox 3.5 with a cookie and a Java server of 2009; here they are Chromium's and this server's, on one host and without cookies";
const PER_CLIENT =
  "Measured for one client, as the article reckons: it multiplies by the number of clients, and so may you. This server and browser never saw so many";

const websocketOrg = [
  ...claim(quantum("Request and response headers of one poll take 871 bytes, without any data"), [
    {
      id: "quantum-headers",
      statement: "The headers of one short poll and its answer take 871 bytes",
      left: { setting: "steady", transport: "short-polling", figure: "overhead-per-message" },
      right: { value: 871, from: "the article's example" },
      relation: about,
      caveat: OWN_HEADERS,
    },
  ]),
  ...claim(quantum("Each message is a frame that has just two bytes of overhead"), [
    {
      id: "quantum-frame",
      statement: "A WebSocket frame takes two bytes beside its message",
      left: { setting: "stock-ticker", transport: "websocket", figure: "overhead-per-message" },
      right: { value: 2, from: "the article; it holds up to 125 bytes (RFC 6455, section 5.2)" },
      relation: about,
      caveat:
        "The article's message has about 20 characters. The envelopes of this lab come close to 125, and above it a frame takes 4",
    },
  ]),
  ...claim(
    quantum("Use case A: 1,000 clients that poll every second take 871,000 bytes a second (6.6 Mbps)"),
    [
      {
        id: "quantum-use-case-a",
        statement: "Use case A: polling every second, 1,000 clients take 871,000 bytes a second, each 871",
        left: { setting: "stock-ticker", transport: "short-polling", figure: "bytes-per-second" },
        right: { value: 871, from: "871,000 bytes for 1,000 clients" },
        relation: about,
        caveat: `${PER_CLIENT}. Its figure leaves the messages out, which are counted here. ${OWN_HEADERS}`,
      },
    ],
  ),
  ...claim(
    quantum(
      "Use case B: 10,000 clients take 8,710,000 bytes a second by polling (66 Mbps), and 20,000 by WebSocket (0.153 Mbps)",
    ),
    [
      {
        id: "quantum-use-case-b",
        statement:
          "Use case B: 10,000 clients at a message a second take 20,000 bytes of frames a second, each 2",
        left: { setting: "stock-ticker", transport: "websocket", figure: "overhead-per-message" },
        right: { value: 2, from: "20,000 bytes for 10,000 clients and messages" },
        relation: about,
        caveat: `${PER_CLIENT}. A message of more than 125 bytes takes a frame of 4`,
      },
    ],
  ),
  ...claim(
    quantum(
      "Use case C: 100,000 clients take 87,100,000 bytes a second by polling (665 Mbps), and 200,000 by WebSocket (1.526 Mbps)",
    ),
    [
      {
        id: "quantum-use-case-c",
        statement:
          "Use case C: beside the messages themselves, polling takes 435 times the bytes of WebSocket",
        left: { setting: "stock-ticker", transport: "short-polling", figure: "overhead-per-message" },
        right: { setting: "stock-ticker", transport: "websocket", figure: "overhead-per-message" },
        relation: { kind: "times", low: 435.5 * (1 - ABOUT), high: 435.5 * (1 + ABOUT) },
        caveat: `${PER_CLIENT}. ${OWN_HEADERS}`,
      },
    ],
  ),
  ...claim(quantum("500:1, or even 1000:1, reduction in unnecessary HTTP header traffic"), [
    {
      id: "quantum-500-to-1",
      statement: "WebSocket cuts what is not message by 500 to 1,000 times",
      left: { setting: "stock-ticker", transport: "short-polling", figure: "overhead-per-message" },
      right: { setting: "stock-ticker", transport: "websocket", figure: "overhead-per-message" },
      relation: { kind: "times", low: 500, high: 1000 },
      caveat: `The article's own 871 bytes against 2 are 435:1; its 1000:1 needs headers of 2,000 bytes. ${OWN_HEADERS}`,
    },
  ]),
  ...claim(
    quantum(
      "3:1 reduction in latency, of 50 ms one way: a poll has to be answered, and asked anew, before more can be said",
    ),
    [
      {
        id: "quantum-3-to-1",
        statement: "At 50 ms one way, polling without a pause is three times as late as WebSocket",
        left: { setting: "back-to-back", transport: "short-polling", figure: "staleness-mean-ms" },
        right: { setting: "back-to-back", transport: "websocket", figure: "staleness-mean-ms" },
        relation: { kind: "times", low: 3 * (1 - ABOUT), high: 3 * (1 + ABOUT) },
        caveat:
          "Three transits are the worst case, of news that has just missed a question; over all phases the mean is two. The article's 150 ms to 50 ms is a drawing, not a measurement",
      },
    ],
  ),
];

const TRANSIT = timesOf("far").delayMs;
const RFC_6202: Source = {
  citation:
    "S. Loreto, P. Saint-Andre, S. Salsano and G. Wilkins, “Known Issues and Best Practices for the Use of Long Polling and Streaming in Bidirectional HTTP”, RFC 6202, 2011, section 2.2",
  url: "https://www.rfc-editor.org/rfc/rfc6202#section-2.2",
  claimed:
    "The average latency of long polling is close to one network transit, the maximal over three: long poll response, next request, response",
  read: "in part",
};
const rfc6202 = claim(RFC_6202, [
  {
    id: "rfc6202-mean",
    statement:
      "Long polling takes about one transit on average, where news comes further apart than a round trip",
    left: { setting: "far", transport: "long-polling", figure: "staleness-mean-ms" },
    right: { value: TRANSIT, from: "one transit of the network" },
    relation: about,
    caveat: "The RFC says nothing of how often news comes; here a question always waits before the next does",
  },
  {
    id: "rfc6202-mean-restless",
    statement:
      "Long polling takes about one transit on average, where news comes at random and often within a round trip",
    left: { setting: "restless", transport: "long-polling", figure: "staleness-mean-ms" },
    right: { value: timesOf("restless").delayMs, from: "one transit of the network" },
    relation: about,
    caveat:
      "What comes while no question waits is held for up to two transits more; with one update per round trip on average that is most of them",
  },
  {
    id: "rfc6202-worst",
    statement: "At worst in a run, long polling takes about three transits, on average over the runs",
    left: { setting: "restless", transport: "long-polling", figure: "staleness-max-ms" },
    right: { value: 3 * timesOf("restless").delayMs, from: "three transits of the network" },
    relation: about,
    caveat:
      "The worst of a few dozen messages, so what the machine itself holds up is in it; a lost packet, which the RFC speaks of, this network has not",
  },
]);

const BOZDAG: Source = {
  citation:
    "E. Bozdag, A. Mesbah and A. van Deursen, “A Comparison of Push and Pull Techniques for AJAX”, WSE 2007 (arXiv 0706.3984)",
  url: "https://arxiv.org/abs/0706.3984",
  claimed:
    "For high data coherence and high network performance choose push. If the pull interval is higher than the publish interval, some data is missed; if it is lower, network performance suffers. The server's CPU takes 7 times as much with push, and saturates at 350 to 500 users",
  read: "in part",
};
const AJAX_2007 =
  "Their push was Bayeux over long polling on Jetty, with hundreds of users and intervals of 5 to 50 s; here one user, and intervals scaled down. What they say of CPU and of saturation is not put to the test: no figure of this study is the server's CPU";
const bozdag = claim(BOZDAG, [
  {
    id: "bozdag-coherence",
    statement: "Push shows fresher data than pull",
    left: { setting: "steady", transport: "long-polling", figure: "age-mean-ms" },
    right: { setting: "steady", transport: "short-polling", figure: "age-mean-ms" },
    relation: { kind: "less" },
    caveat: AJAX_2007,
  },
  {
    id: "bozdag-data-miss",
    statement: "Pulled more rarely than it is published, data is missed that push delivers",
    left: { setting: "steady", transport: "short-polling", figure: "share-seen" },
    right: { setting: "steady", transport: "long-polling", figure: "share-seen" },
    relation: { kind: "less" },
    caveat: AJAX_2007,
  },
  {
    id: "bozdag-network",
    statement: "Pulled oftener than it is published, data takes more of the network than by push",
    left: { setting: "idle", transport: "short-polling", figure: "bytes-per-message" },
    right: { setting: "idle", transport: "long-polling", figure: "bytes-per-message" },
    relation: { kind: "greater" },
    caveat: AJAX_2007,
  },
]);

const PIMENTEL: Source = {
  citation:
    "V. Pimentel and B. G. Nickerson, “Communicating and Displaying Real-Time Data with WebSocket”, IEEE Internet Computing 16(4), 2012",
  url: "https://doi.org/10.1109/MIC.2012.64",
  claimed:
    "Of a wind sensor at 4 Hz, polling is 2.3 to 4.5 times as late as WebSocket or long polling, and long polling falls behind once the latency is over half of the period of the data",
  read: "through others",
};
const WIDE_AREA =
  "Abstract and opening were read; its figures are known at second hand, and could not be checked. They measured between continents; here the way is as long as the setting says, and the ratio follows from it";
const pimentel = claim(PIMENTEL, [
  {
    id: "pimentel-polling",
    statement: "A sensor of 4 Hz is 2.3 to 4.5 times as late by polling as by WebSocket",
    left: { setting: "sensor", transport: "short-polling", figure: "staleness-mean-ms" },
    right: { setting: "sensor", transport: "websocket", figure: "staleness-mean-ms" },
    relation: { kind: "times", low: 2.3, high: 4.5 },
    caveat: `${WIDE_AREA}: 1 + T/2d, which is 3.4 at T = 240 ms and d = 50 ms`,
  },
  {
    id: "pimentel-long-polling-near",
    statement: "At a latency below half of the sensor's period long polling is as fast as WebSocket",
    left: { setting: "sensor", transport: "long-polling", figure: "staleness-mean-ms" },
    right: { setting: "sensor", transport: "websocket", figure: "staleness-mean-ms" },
    relation: about,
    caveat: WIDE_AREA,
  },
  {
    id: "pimentel-long-polling-far",
    statement: "At a latency above half of the sensor's period long polling falls behind WebSocket",
    left: { setting: "far-sensor", transport: "long-polling", figure: "staleness-mean-ms" },
    right: { setting: "far-sensor", transport: "websocket", figure: "staleness-mean-ms" },
    relation: { kind: "greater" },
    caveat: WIDE_AREA,
  },
]);

const AGARWAL: Source = {
  citation:
    "S. Agarwal, “Real-time web application roadblock: Performance penalty of HTML sockets”, IEEE ICC 2012",
  url: "https://doi.org/10.1109/ICC.2012.6364271",
  claimed:
    "Against raw TCP, XHR polling and WebSocket have up to 5 times the overhead and up to 3 times the delay, worst for payloads of some 100 bytes",
  read: "in part",
};
const NO_RAW_TCP =
  "Only the abstract could be read. A page has no raw TCP: the bare messages stand for it in bytes, and WebSocket in time; what the source measured over 3G runs here over the product's own network";
const agarwal = claim(AGARWAL, [
  {
    id: "agarwal-overhead-polling",
    statement: "By long polling a message of a few 100 bytes takes up to 5 times its bytes",
    left: { setting: "steady", transport: "long-polling", figure: "bytes-per-message" },
    right: { setting: "steady", transport: "long-polling", figure: "payload-per-message" },
    relation: { kind: "times", low: 1, high: 5 },
    caveat: NO_RAW_TCP,
  },
  {
    id: "agarwal-overhead-websocket",
    statement: "By WebSocket a message of a few 100 bytes takes up to 5 times its bytes",
    left: { setting: "steady", transport: "websocket", figure: "bytes-per-message" },
    right: { setting: "steady", transport: "websocket", figure: "payload-per-message" },
    relation: { kind: "times", low: 1, high: 5 },
    caveat: NO_RAW_TCP,
  },
  {
    id: "agarwal-delay",
    statement: "By long polling a message takes up to 3 times as long as by what is always open",
    left: { setting: "restless", transport: "long-polling", figure: "staleness-mean-ms" },
    right: { setting: "restless", transport: "websocket", figure: "staleness-mean-ms" },
    relation: { kind: "times", low: 1, high: 3 },
    caveat: NO_RAW_TCP,
  },
]);

const PURANIK: Source = {
  citation:
    "D. G. Puranik, D. C. Feiock and J. H. Hill, “Real-Time Monitoring using AJAX and WebSockets”, ECBS 2013",
  url: "http://hdl.handle.net/1805/3801",
  claimed:
    "A WebSocket server takes 50 % less of the network than an AJAX server, and sends up to 215.44 % more samples for the same bandwidth",
  read: "in part",
};
const SAMPLE_SIZE =
  "Only the abstract could be read. The ratio depends on how long a sample is beside its headers, and theirs is not known here: the shorter, the more WebSocket saves";
const puranik = claim(PURANIK, [
  {
    id: "puranik-bandwidth",
    statement: "WebSocket takes half of the bandwidth of polling for the same samples",
    left: { setting: "stock-ticker", transport: "websocket", figure: "bytes-per-second" },
    right: { setting: "stock-ticker", transport: "short-polling", figure: "bytes-per-second" },
    relation: { kind: "times", low: 0.5 * (1 - ABOUT), high: 0.5 * (1 + ABOUT) },
    caveat: SAMPLE_SIZE,
  },
  {
    id: "puranik-samples",
    statement:
      "For the same bandwidth WebSocket brings up to 215 % more samples than polling, 3.15 times as many",
    left: { setting: "steady", transport: "websocket", figure: "messages-per-megabyte" },
    right: { setting: "steady", transport: "short-polling", figure: "messages-per-megabyte" },
    relation: { kind: "times", low: 1, high: 3.1544 },
    caveat: SAMPLE_SIZE,
  },
]);

export const LITERATURE: readonly Claim[] = [
  ...websocketOrg,
  ...rfc6202,
  ...bozdag,
  ...pimentel,
  ...agarwal,
  ...puranik,
];
