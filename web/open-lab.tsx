import type { Root } from "react-dom/client";
import { App } from "./app.tsx";
import { labIn } from "./labs/lab-list.ts";
import { createLadderPage } from "./ladder-page.ts";
import { createLab } from "./state/lab.ts";
import { createSessionId } from "./state/session-id.ts";

/** The dashboard, alone or as the instrument of a guided lab. */
export function openPage(root: Root): void {
  const lab = createLab({
    session: createSessionId(),
    origin: location.origin,
    search: location.search,
    spawn: () => new Worker(new URL("./measuring/worker.ts", import.meta.url), { type: "module" }),
    spawnNetwork: () =>
      new Worker(new URL("./network/network-worker.ts", import.meta.url), { type: "module" }),
    spawnTrace: () => new Worker(new URL("./exports/trace-worker.ts", import.meta.url), { type: "module" }),
    clock: () => performance.now(),
    showQuery: (query) => history.replaceState(null, "", `?${query}`),
  });
  window.ladder = createLadderPage(lab);
  root.render(<App lab={lab} guide={labIn(location.pathname)} />);
}
