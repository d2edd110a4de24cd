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
  const { openPage } = location.pathname.startsWith("/chat")
    ? await import("./chat/open-chat.tsx")
    : await import("./open-lab.tsx");
  openPage(root);
}
