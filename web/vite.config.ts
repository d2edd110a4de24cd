import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { markdown } from "./labs/markdown.ts";

export default defineConfig({
  plugins: [react(), markdown()],
  build: {
    outDir: fileURLToPath(new URL("../.built/web", import.meta.url)),
    emptyOutDir: true,
    // A font within a stylesheet would need an exception in the page's content security policy.
    assetsInlineLimit: 0,
    target: "es2023",
  },
  worker: { format: "es" },
  server: {
    proxy: {
      "/channels": { target: "http://127.0.0.1:4000", ws: true },
      "/api": { target: "http://127.0.0.1:4000", ws: true },
    },
  },
});
