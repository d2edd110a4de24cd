import { existsSync } from "node:fs";
import { join } from "node:path";
import express, { type Express } from "express";
import helmet from "helmet";

/** Paths of the page beside `/`, which is a file. */
const PATHS = ["/labs/:slug", "/chat", "/prices"];

/** The built page. It is one file for all its paths, and reads the path itself. */
export function mountPages(app: Express, folder: string): void {
  // Isolation gives the page a clock of 5 µs instead of 100 (HR-Time §7); browsers grant it to localhost and https only.
  const headers = helmet({
    crossOriginEmbedderPolicy: true,
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        // The lanes of a network are on ports that nobody knows beforehand.
        connectSrc: ["'self'", "http:", "ws:", "wss:"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  app.use(headers);
  app.use(
    "/assets",
    express.static(join(folder, "assets"), {
      immutable: true,
      maxAge: "1y",
      fallthrough: false,
      redirect: false,
    }),
  );
  app.use(express.static(folder, { maxAge: 0 }));
  app.get(PATHS, (_request, response, next) => {
    if (existsSync(join(folder, "index.html"))) response.sendFile("index.html", { root: folder });
    else next();
  });
}
