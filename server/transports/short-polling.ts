import { formatPosition } from "#protocol/position.ts";
import { headOf } from "../channels/log.ts";
import { createAnswers } from "../delivery/answers.ts";
import { type Mount, numberIn } from "./transport.ts";

/** Short polling: the client asks every few seconds, and is answered at once with whatever there is. */
export const mountShortPolling: Mount = ({ router, admit, time }) => {
  const answers = createAnswers(time.now);

  // --- open ---
  router.get("/channels/:channel/short-polling", (request, response) => {
    const { channel, deliveries, after, query } = admit(request, "short-polling");

    // --- send ---
    if (numberIn(query, "etag", [0, 1], 0) === 1) {
      const etag = `"${formatPosition(headOf(channel.log))}"`;
      response.setHeader("ETag", etag);
      // The validator still holds: the answer has no body, and costs a head all the same (RFC 9110 §13.1.2).
      if (request.headers["if-none-match"] === etag) return answers.nothing(response, 304, deliveries);
    }
    answers.news(response, channel, after, deliveries);
  });

  // --- receive ---
  // Nothing comes up this way: a client that has something to say posts it.

  // --- close ---
  return { close() {} };
};
