import "./security-policy.ts";
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./theme/theme.css";
import "./theme/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { labIn } from "./labs/lab-list.ts";
import { createLadderPage } from "./ladder-page.ts";
import { createLab } from "./state/lab.ts";
import { createSessionId } from "./state/session-id.ts";

const lab = createLab({
  session: createSessionId(),
  origin: location.origin,
  search: location.search,
  spawn: () => new Worker(new URL("./measuring/worker.ts", import.meta.url), { type: "module" }),
  spawnNetwork: () => new Worker(new URL("./network/network-worker.ts", import.meta.url), { type: "module" }),
  spawnTrace: () => new Worker(new URL("./exports/trace-worker.ts", import.meta.url), { type: "module" }),
  clock: () => performance.now(),
  showQuery: (query) => history.replaceState(null, "", `?${query}`),
});

window.ladder = createLadderPage(lab);

const root = document.getElementById("root");
if (root) createRoot(root).render(<App lab={lab} guide={labIn(location.pathname)} />);
