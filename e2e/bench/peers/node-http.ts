import { createServer } from "node:http";
import { envelopeOf } from "./message.ts";
import { createNews, NEWS_PATHS } from "./news.ts";
import { serve } from "./serve.ts";

/** Polling on bare node:http. */
const news = createNews();
const server = createServer((request, response) => {
  if (request.url?.startsWith("/short-polling")) news.shortPolling(request, response);
  else if (request.url?.startsWith("/long-polling")) news.longPolling(request, response);
  else response.writeHead(404).end();
});

await serve(server, { paths: NEWS_PATHS, publish: (stamp) => news.publish(envelopeOf(stamp)) });
