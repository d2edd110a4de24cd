import type { Root } from "react-dom/client";
import { createPageTime } from "../measuring/page-time.ts";
import { createSessionId } from "../state/session-id.ts";
import { createDesk } from "./desk.ts";
import { PricesApp } from "./prices-app.tsx";

/** The prices: their flow, and what becomes of a phone that is too slow for it. */
export function openPage(root: Root): void {
  document.title = "Prices · Realtime Ladder";
  const desk = createDesk({
    origin: location.origin,
    session: createSessionId(),
    search: location.search,
    time: createPageTime(),
    showQuery: (query) => history.replaceState(null, "", query === "" ? location.pathname : `?${query}`),
  });
  root.render(<PricesApp desk={desk} />);
}
