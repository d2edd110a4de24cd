import { createServer } from "node:http";
import express from "express";
import { envelopeOf } from "./message.ts";
import { createNews, NEWS_PATHS } from "./news.ts";
import { serve } from "./serve.ts";

/** The handlers of node-http.ts as routes of an Express with the lab's settings: the difference is what Express costs. */
const news = createNews();
const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.set("query parser", false);
app.get("/short-polling", news.shortPolling);
app.get("/long-polling", news.longPolling);

await serve(createServer(app), { paths: NEWS_PATHS, publish: (stamp) => news.publish(envelopeOf(stamp)) });
