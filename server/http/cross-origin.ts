import type { IncomingMessage, ServerResponse } from "node:http";
import type { Router } from "express";
import { isTransport } from "#protocol/transports.ts";
import type { KinshipOf } from "../access/origin.ts";
import type { Admit } from "../transports/transport.ts";
import { laneOf } from "./messages.ts";

/**
 * Lets pages of ours read what they ask on the port of a network, where for a browser another server answers (Fetch
 * §3.2). `*` is shorter than the page's name, and says no more: others are sent nothing, and there are no cookies.
 */
export function allowPage(kinshipOf: KinshipOf, request: IncomingMessage, response: ServerResponse): void {
  if (!request.url?.startsWith("/channels/") || kinshipOf(request) !== "page") return;
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Expose-Headers", "*");
}

/** A browser that had leave keeps it so long, s; Chromium not longer. */
const MAX_AGE_S = 7200;

/**
 * A browser asks before it sends another server a header that no form could have sent (Fetch §3.2.2). The question costs
 * a request, and the lane that it is for pays.
 */
export function mountPreflight(router: Router, kinshipOf: KinshipOf, admit: Admit): void {
  router.options("/channels/:channel/:route", (request, response, next) => {
    const { route } = request.params;
    const isAsked = request.headers["access-control-request-method"] !== undefined;
    if (!isAsked || kinshipOf(request) !== "page") return next();
    if (route !== "messages" && !isTransport(route)) return next();
    const { lane } = admit(request, route === "messages" ? laneOf(request.url) : route);
    lane.preflights += 1;
    response.writeHead(204, {
      "Access-Control-Allow-Headers": "Content-Type, If-None-Match, Last-Event-ID",
      "Access-Control-Max-Age": String(MAX_AGE_S),
    });
    response.end();
  });
}
