import { IncomingMessage, type ServerOptions, ServerResponse } from "node:http";
import express, { type Express } from "express";

/**
 * Express at the price of node:http. On each request it sets the prototypes of request and response, and for V8 an object
 * whose prototype changes is another kind of object from then on: that alone is most of what Express costs. Requests and
 * responses that are born with Express's prototypes have nothing to change. A server takes the two classes as options.
 */
export function createExpress(): {
  app: Express;
  classes: Required<Pick<ServerOptions, "IncomingMessage" | "ServerResponse">>;
} {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", false);
  return {
    app,
    classes: {
      IncomingMessage: bornAs(IncomingMessage, app.request),
      ServerResponse: bornAs(ServerResponse, app.response),
    },
  };
}

/** A class like `base`, whose instances have another prototype from the first. */
function bornAs<Base extends typeof IncomingMessage | typeof ServerResponse>(
  base: Base,
  prototype: object,
): Base {
  function construct(...parts: unknown[]): object {
    return Reflect.construct(base, parts, construct);
  }
  construct.prototype = prototype;
  return construct as unknown as Base;
}
