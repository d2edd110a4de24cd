import "./state/no-eval.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createDashboard } from "./state/dashboard.ts";
import { newSession } from "./state/session.ts";
import "./theme/base.css";

const worker = new Worker(new URL("./measuring/worker.ts", import.meta.url), { type: "module" });
const dashboard = createDashboard({ worker, newSession });
const root = document.getElementById("root");
if (root) createRoot(root).render(<App dashboard={dashboard} />);
