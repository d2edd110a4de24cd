import { Refusal } from "#protocol/refusal.ts";
import { createAnswers } from "../delivery/answers.ts";
import { watchExpiry } from "../delivery/expiry.ts";
import { spread } from "../delivery/farewell.ts";
import { type Mount, numberIn, requireTurn } from "./transport.ts";

/** Long polling: the answer is held back until there is something to say, and the client asks again at once. */
export const mountLongPolling: Mount = ({ router, admit, time, settings }) => {
  const answers = createAnswers(time.now);
  const parked = new Set<() => void>();

  // --- open ---
  router.get("/channels/:channel/long-polling", (request, response, next) => {
    const { channel, expiresAt, deliveries, after, query, onGoodbye } = admit(request, "long-polling");
    requireTurn(response);
    const holdMs = 1000 * numberIn(query, "timeout", [0, 60], 25);

    // --- send ---
    // Listen first, then look: what is said between the two would otherwise be heard by nobody.
    const stopListening = channel.onNews(answer);
    const stopWaiting = time.after(holdMs, release);
    const expiry = watchExpiry({ rule: settings.expiry, time, expiresAt, end: expire });
    parked.add(goAway);
    onGoodbye(() => parked.has(goAway) && release()); // one that has been answered may not have ended yet
    response.on("close", leave);
    if (answers.hasNews(channel, after)) answer();

    function answer(): void {
      leave();
      answers.news(response, channel, after, deliveries);
    }

    function release(): void {
      leave();
      answers.nothing(response, 204, deliveries);
    }

    /** The next poll then comes on another connection, to a server that stays. */
    function goAway(): void {
      response.shouldKeepAlive = false;
      release();
    }

    function expire(): void {
      leave();
      next(new Refusal("token-expired", "token: expected one that is still good, got one that has expired"));
    }

    function leave(): void {
      stopListening();
      expiry.stop();
      stopWaiting();
      parked.delete(goAway);
    }
  });

  // --- receive ---
  // Nothing comes up this way: a client that has something to say posts it.

  // --- close ---
  return {
    close(overMs) {
      // By the time that it is one's turn there may have been news.
      const farewells = [...parked].map((goAway) => () => void (parked.has(goAway) && goAway()));
      spread(farewells, overMs, time);
    },
  };
};
