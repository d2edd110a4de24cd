import type { ReactNode } from "react";
import type { ChosenPolicy, PhoneFigures, PhoneState } from "#protocol/prices.ts";
import { SLOW_POLICIES } from "#protocol/prices.ts";
import { ChoiceSlider } from "../controls/choice-slider.tsx";
import { Figure, Provenance } from "../words/figure.tsx";
import { showBytes, showMs, text } from "../words/format.ts";
import { PHONE_SYMBOL } from "./desk.ts";
import { useDesk, useDeskState } from "./desk-context.ts";
import { grouped } from "./flow.tsx";

const SPEEDS = [0, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 2_000_000];

/** What each policy does, and what it costs whom. */
const POLICIES: Readonly<Record<ChosenPolicy, { readonly name: string; readonly does: string }>> = {
  unbounded: {
    name: "Unbounded",
    does: "Writes all, whatever waits already. The queue is a memory leak with a timer.",
  },
  "drop-oldest": {
    name: "Drop oldest",
    does: "Keeps as many of the newest as fit into 64 KiB, and tells what was left out.",
  },
  coalesce: {
    name: "Coalesce",
    does: "Keeps the newest price alone, and tells what was left out.",
  },
  disconnect: {
    name: "Disconnect",
    does: "Lets go of who is too slow; the phone comes back and gets the newest.",
  },
};

const STATES: Readonly<Record<PhoneState, string>> = {
  connecting: "connecting",
  reading: "reading",
  stalled: "stalled: reads nothing",
  ending: "let go; still reads what is under way",
  away: "let go; back in a second",
  cut: "cut by the guard",
};

/** A real client of set bandwidth on the fast feed, under each policy side by side. */
export function Phones(): ReactNode {
  const desk = useDesk();
  const { link, phones, figures, quotes } = useDeskState();
  const guard = figures?.guard;
  const unbounded = phones.find(({ policy }) => policy === "unbounded");
  const isCut = unbounded?.state === "cut" || unbounded?.state === "ending";
  return (
    <section aria-labelledby="phones-name" className="panel phones-panel">
      <header>
        <div>
          <h2 id="phones-name">
            The slow phone <Provenance from="server" />
          </h2>
          <p className="quiet">
            Four real clients listen to {PHONE_SYMBOL} by SSE and read no faster than you let them. They
            differ in what the server does once more waits for them than they can take.
          </p>
        </div>
        <div className="controls">
          <ChoiceSlider
            label="Each reads"
            value={link.speed}
            choices={SPEEDS}
            say={(speed) => (speed === 0 ? "nothing" : `${text(showBytes(speed, 1000))}/s`)}
            choose={(speed) => desk.change({ speed })}
          />
          <button
            type="button"
            className={link.phones ? "" : "leading"}
            data-testid="phones"
            onClick={() => desk.change({ phones: !link.phones })}
          >
            {link.phones ? "Detach the phones" : "Attach four phones"}
          </button>
        </div>
      </header>
      <ul className="phones">
        {SLOW_POLICIES.map((policy) => (
          <Phone
            key={policy}
            policy={policy}
            phone={phones.find((one) => one.policy === policy)}
            mid={quotes[PHONE_SYMBOL].price?.mid}
          />
        ))}
      </ul>
      {guard && (
        <p className={isCut ? "guard" : "guard quiet"} data-testid="guard" data-cut={isCut}>
          {isCut
            ? `The guard has cut the unbounded phone at ${text(showBytes(guard.readerBytes))}. It alone saves this lab: without it the queue grows until the process is out of memory, and takes everybody along.`
            : `A guard cuts the unbounded phone at ${text(showBytes(guard.readerBytes))}, and at ${text(showBytes(guard.allBytes))} of all such phones. It is what saves this lab; the textbook's loop of socket.send has none.`}
        </p>
      )}
    </section>
  );
}

interface PhoneProps {
  readonly policy: ChosenPolicy;
  readonly phone: PhoneFigures | undefined;
  /** The price as it is, here. */
  readonly mid: number | undefined;
}

function Phone({ policy, phone, mid }: PhoneProps): ReactNode {
  const { name, does } = POLICIES[policy];
  return (
    <li className="phone" data-testid={`phone-${policy}`} data-state={phone?.state}>
      <h3>{name}</h3>
      <p className="quiet does">{does}</p>
      <div className="screen">
        <p className="figure mid">{phone?.mid?.toFixed(2) ?? "–"}</p>
        <p className="quiet">
          {phone?.ageMs === undefined ? "no price yet" : <>as of {text(showMs(phone.ageMs))} ago</>}
        </p>
        <p className="quiet">
          {phone?.mid === undefined || mid === undefined || phone.mid === mid
            ? "\u00a0"
            : `it is ${mid.toFixed(2)}`}
        </p>
      </div>
      <p className="phone-state">{phone ? STATES[phone.state] : "not attached"}</p>
      <dl className="phone-figures">
        <Item name="Waits in the server" id={`queue-${policy}`} hint="its memory: written, and not yet taken">
          <Figure shown={showBytes(phone?.queueBytes, 1000)} />
        </Item>
        <Item name="Behind in the log" hint="shared by all readers: costs nothing more">
          <Figure shown={showBytes(phone?.behindBytes, 1000)} />
        </Item>
        <Item name="In the kernels" hint="on its way: nobody can take it back">
          <Figure shown={showBytes(phone?.kernelBytes, 1000)} />
        </Item>
        <Item name="Told">
          <span className="figure">{phone ? grouped(phone.told) : "–"}</span>
        </Item>
        <Item name="Left out" id={`left-out-${policy}`}>
          <span className="figure">{phone ? grouped(phone.coalesced) : "–"}</span>
        </Item>
        <Item name="Let go">
          <span className="figure">{phone ? phone.disconnects : "–"}</span>
        </Item>
      </dl>
    </li>
  );
}

interface ItemProps {
  readonly name: string;
  readonly id?: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Item({ name, id, hint, children }: ItemProps): ReactNode {
  return (
    <div>
      <dt className="quiet" title={hint}>
        {name}
      </dt>
      <dd data-testid={id}>{children}</dd>
    </div>
  );
}
