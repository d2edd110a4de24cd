import { createServer } from "node:http";
import { createExpress } from "../../../server/http/express.ts";
import { envelopeOf } from "./message.ts";
import { createNews, NEWS_PATHS } from "./news.ts";
import { serve } from "./serve.ts";

/** The handlers of node-http.ts as routes of the Express that the lab uses: the difference is what Express costs. */
const news = createNews();
const { app, classes } = createExpress();
app.get("/short-polling", news.shortPolling);
app.get("/long-polling", news.longPolling);

await serve(createServer(classes, app), {
  paths: NEWS_PATHS,
  publish: (stamp) => news.publish(envelopeOf(stamp)),
});
