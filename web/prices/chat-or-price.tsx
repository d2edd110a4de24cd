import type { ReactNode } from "react";
import { PHONE_SYMBOL } from "./desk.ts";
import { useDeskState } from "./desk-context.ts";
import { grouped } from "./flow.tsx";

/** Why prices may be left out and sentences may not, with what was left out just now. */
export function ChatOrPrice(): ReactNode {
  const { phones, quotes } = useDeskState();
  const leftOut = phones.find(({ policy }) => policy === "coalesce")?.coalesced ?? 0;
  const mid = quotes[PHONE_SYMBOL].price?.mid.toFixed(2) ?? "–";
  return (
    <section aria-labelledby="why-name" className="panel why">
      <h2 id="why-name">Prices may coalesce, chat may not</h2>
      <div>
        <div>
          <h3>A price supersedes the one before</h3>
          <p>
            {leftOut > 0 ? (
              <>
                <span className="figure strong">{grouped(leftOut)}</span> prices were left out for the
                coalescing phone. Nothing is lost:
              </>
            ) : (
              "What is left out for a slow phone is not lost:"
            )}{" "}
            the newest, <span className="figure">{mid}</span>, says all that they would have said by now. So{" "}
            <code className="figure">price:{PHONE_SYMBOL}</code> is a state channel, and who reads it may
            choose a policy.
          </p>
        </div>
        <div>
          <h3>A sentence supersedes nothing</h3>
          <p>
            {leftOut > 0 ? (
              <>
                Had these been said in a room, <span className="figure strong">{grouped(leftOut)}</span>{" "}
                sentences of somebody would be gone,
              </>
            ) : (
              "A sentence left out is gone,"
            )}{" "}
            and the next one does not make up for it. So a room is a log channel: who is too slow for it is
            let go (4008), comes back with its position, and is told every sentence since. A room refuses{" "}
            <code className="figure">slow=coalesce</code>.
          </p>
        </div>
      </div>
    </section>
  );
}
