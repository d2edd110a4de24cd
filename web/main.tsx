import "./security-policy.ts";
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./theme/theme.css";
import "./theme/base.css";
import { createRoot, type Root } from "react-dom/client";

const element = document.getElementById("root");
if (element) open(createRoot(element));

/** Each page is fetched when it is opened, and not before. */
async function open(root: Root): Promise<void> {
  const { openPage } = await pageOf(location.pathname);
  openPage(root);
}

function pageOf(path: string): Promise<{ openPage(root: Root): void }> {
  if (path.startsWith("/chat")) return import("./chat/open-chat.tsx");
  if (path.startsWith("/prices")) return import("./prices/open-prices.tsx");
  return import("./open-lab.tsx");
}
