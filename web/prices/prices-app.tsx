import { type ReactNode, useLayoutEffect, useSyncExternalStore } from "react";
import { Masthead, Session } from "../masthead.tsx";
import { applyTheme } from "../theme/theme.ts";
import { ChatOrPrice } from "./chat-or-price.tsx";
import type { Desk } from "./desk.ts";
import { DeskContext } from "./desk-context.ts";
import { FeedControls } from "./feed-controls.tsx";
import { Flow } from "./flow.tsx";
import { PhoneCharts } from "./phone-charts.tsx";
import { Phones } from "./phones.tsx";
import { PriceTable } from "./price-table.tsx";
import "../app.css";
import "./prices.css";

/** The page of the prices. */
export function PricesApp({ desk }: { readonly desk: Desk }): ReactNode {
  const { link, refusal, isConnected } = useSyncExternalStore(desk.subscribe, () => desk.state);
  useLayoutEffect(() => applyTheme(link.theme), [link.theme]);
  return (
    <DeskContext value={desk}>
      <Masthead page="prices" theme={link.theme} setTheme={(theme) => desk.change({ theme })}>
        <Session session={desk.session} />
      </Masthead>
      <main className="prices">
        <header className="prices-head">
          <h1>Where prices come from, and where they wait</h1>
          <FeedControls />
        </header>
        <div role="alert" className="prices-notices">
          {refusal !== undefined && (
            <p className="panel prices-notice" data-testid="refusal">
              <code className="figure">{refusal}</code>
              <button type="button" onClick={desk.takeDefaults}>
                Use the defaults
              </button>
            </p>
          )}
          {!isConnected && <p className="quiet">No connection to the server: trying again every second.</p>}
        </div>
        <Flow />
        <PriceTable />
        <Phones />
        <PhoneCharts />
        <ChatOrPrice />
      </main>
    </DeskContext>
  );
}
