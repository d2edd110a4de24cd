/** What a field is for, in one sentence, and where it is written. */
export interface Explanation {
  readonly says: string;
  readonly source: string;
}

const [HTTP, HTTP11, WS, HTML] = ["RFC 9110", "RFC 9112", "RFC 6455", "WHATWG HTML"] as const;
const LAB = "PROTOCOL.md";
const e = (says: string, source: string): Explanation => ({ says, source });

/** By the name that the decoder gives a field. Headers have a table of their own, as each means something else. */
export const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  // --- HTTP: the head ---
  method: e(
    "What to do: GET reads and changes nothing, so it may be asked again; POST may not.",
    `${HTTP} §9`,
  ),
  path: e("The resource: here the channel, and the transport by which to hear it.", "RFC 3986 §3.3"),
  "query parameter": e("One name=value of the query; what it means is up to the server.", "RFC 3986 §3.4"),
  session: e("Whose request this is, so that the meter can put its bytes on the right account.", LAB),
  after: e(
    "The last message the client has: the server answers with what came since, so nothing is lost in between.",
    LAB,
  ),
  timeout: e(
    "How many seconds the server may hold the request while there is no news: this makes polling long.",
    LAB,
  ),
  etag: e("Asks the server for an ETag, so that “nothing new” can be a 304 without a body.", LAB),
  token: e(
    "Who is asking: a browser cannot set headers on EventSource or WebSocket, so it stands in the query.",
    LAB,
  ),
  version: e(
    "HTTP/1.1 keeps the connection open for the next request unless somebody says otherwise.",
    `${HTTP11} §2.3`,
  ),
  status: e(
    "The outcome as a number: 2xx it worked, 3xx look elsewhere or keep what you have, 4xx your mistake, 5xx mine.",
    `${HTTP} §15`,
  ),
  reason: e("The status once more for people; programs ignore it, and it may be empty.", `${HTTP11} §4`),
  header: e(
    "One line of the head: a name, a colon, and what both sides should know before the body.",
    `${HTTP11} §5`,
  ),
  CRLF: e(
    "Carriage return and line feed end a line, as on a teleprinter: two bytes, every time.",
    `${HTTP11} §2.2`,
  ),
  space: e("One space keeps the parts of the line apart.", `${HTTP11} §3`),
  "end of head": e(
    "An empty line: the head is over, and a body follows if the head announced one.",
    `${HTTP11} §2.1`,
  ),
  // --- HTTP: the body ---
  body: e("What it was all about; everything before it only brought it here.", `${HTTP11} §6`),
  "chunk size": e(
    "How many bytes the next piece has, in hexadecimal; 0 says that the body is over.",
    `${HTTP11} §7.1`,
  ),
  "chunk data": e("The piece itself, exactly as long as its size said.", `${HTTP11} §7.1`),
  "chunk extension": e("What else its sender says of the piece; hardly anybody does.", `${HTTP11} §7.1.1`),
  trailer: e("A header that follows the body, as it was not known before.", `${HTTP11} §7.1.2`),
  "last chunk": e(
    "A chunk of size 0: the body ends here, and the connection can be used again.",
    `${HTTP11} §7.1`,
  ),
  // --- server-sent events ---
  event: e(
    "Names the kind of event, for listeners of that name; without it, the kind is “message”.",
    `${HTML} §9.2.6`,
  ),
  id: e(
    "Where in the stream this event stands: the browser remembers it, and says it back as Last-Event-ID.",
    `${HTML} §9.2.6`,
  ),
  data: e(
    "What the page receives; several such lines become one text with line feeds between.",
    `${HTML} §9.2.6`,
  ),
  retry: e(
    "How many milliseconds the browser shall wait before it asks again, once the stream breaks.",
    `${HTML} §9.2.6`,
  ),
  comment: e(
    "A line that begins with a colon says nothing, and keeps a quiet stream from being taken for dead.",
    `${HTML} §9.2.7`,
  ),
  "field name": e(
    "What this line of the event holds: data, id, event or retry; others are ignored.",
    `${HTML} §9.2.6`,
  ),
  "end of event": e("An empty line: the event is complete, and the page hears of it now.", `${HTML} §9.2.6`),
  LF: e("A line feed ends a line of the stream; carriage returns would do as well.", `${HTML} §9.2.5`),
  // --- WebSocket ---
  FIN: e("1: this frame ends its message; 0: more of it follows in continuation frames.", `${WS} §5.2`),
  RSV: e("Three bits kept for extensions such as compression; 0 where none was agreed.", `${WS} §5.2`),
  opcode: e(
    "What the frame is: 1 text, 2 binary, 0 continues; 8 close, 9 ping and 10 pong look after the connection.",
    `${WS} §5.2`,
  ),
  MASK: e("1: the payload is masked, as a client must do and a server must not.", `${WS} §5.1`),
  length: e(
    "Bytes of payload: up to 125 stand here at once; 126 says that 2 bytes of length follow, 127 that 8 do.",
    `${WS} §5.2`,
  ),
  "extended length": e(
    "The length itself where 7 bits would not do: 16 bits up to 65,535 bytes, 64 bits beyond.",
    `${WS} §5.2`,
  ),
  "masking key": e(
    "Four random bytes, new for each frame, so that no page can make a proxy read its text as HTTP.",
    `${WS} §5.3`,
  ),
  payload: e(
    "The message; all around it is two bytes of frame, or a few more for long messages and for clients.",
    `${WS} §5.2`,
  ),
  "close code": e(
    "Why it ends, as a number, which also tells whether to come back: 1000 done, 1001 going away, 4000 and up are the application's own.",
    `${WS} §7.4`,
  ),
  "close reason": e("Why it ends, in words, for whoever reads the log; at most 123 bytes.", `${WS} §5.5.1`),
  // --- what is said: envelope and frames of this lab ---
  envelope: e(
    "One message, byte for byte the same on all four transports: what differs around it is the transport.",
    LAB,
  ),
  envelopes: e("A list of messages in JSON; [] is an answer without news.", LAB),
  v: e("The version of the envelope, so that old clients notice a new one.", LAB),
  type: e("What kind of message this is: the counter, or a notice such as reset.", LAB),
  channel: e("The log that the message belongs to.", LAB),
  epoch: e("The life of the log: a restarted server begins a new one, and clients can tell.", LAB),
  seq: e("The place within that life, from 1 and without holes, so that a missing message is noticed.", LAB),
  at: e("When it was published, by the server's clock: arrival minus this is how stale it was.", LAB),
  value: e("The counter's value: the one thing that anybody wanted to know.", LAB),
  "frame type": e(
    "What this frame is of: publish, resume or token by a client; ack, error, hello by the server.",
    LAB,
  ),
  "frame id": e("The sender's number for this frame: the answer to it says the same number.", LAB),
  "frame channel": e("Where to publish, if elsewhere than on the socket's own channel.", LAB),
  "frame after": e("The last message that the client has, so that it hears what came since.", LAB),
  "frame token": e("A newer proof of who is asking, in place of the one that is about to expire.", LAB),
  message: e("What is to be published: the server gives it a position, and all who listen hear of it.", LAB),
  "message id": e("The sender's own name for the message: said twice, it is still one message.", LAB),
  "message type": e("What kind of message it is to be: increment adds one to the counter.", LAB),
  "message payload": e("What it has to say, as any JSON; an increment says nothing.", LAB),
  position: e("Epoch and seq of what was published: where it stands in the log from now on.", LAB),
  "server name": e("Which of several servers is at the other end.", LAB),
  "expires at": e("Until when the token is good, in ms since 1970: send a newer one before that.", LAB),
  refusal: e("Why nothing came of what was asked.", LAB),
  "refusal code": e("The reason in one word, for programs.", LAB),
  "refusal text": e("The reason for people: which field, what was expected, and what came.", LAB),
  // --- what cannot be read ---
  malformed: e(
    "These bytes are not what may stand here; whatever reads them must give up rather than guess.",
    `${HTTP11} §2.2`,
  ),
  incomplete: e("More was to come here, and it has not come yet, or never will.", `${HTTP11} §8`),
};
