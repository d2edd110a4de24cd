import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { markdown } from "./labs/markdown.ts";

export default defineConfig({
  plugins: [react(), markdown()],
  build: {
    outDir: fileURLToPath(new URL("../.built/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    // The page's security policy takes fonts and images from files alone, never from data: in the style sheet.
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  server: {
    proxy: {
      "/channels": { target: "http://127.0.0.1:4000", ws: true },
      "/cluster": "http://127.0.0.1:4000",
      "/api": { target: "http://127.0.0.1:4000", ws: true },
    },
  },
});
