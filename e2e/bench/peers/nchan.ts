import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { envelopeOf } from "./message.ts";
import { NCHAN_MODULE, NGINX } from "./nchan-installed.ts";
import { serve } from "./serve.ts";

/** Nchan 1.3 in nginx: one worker, in C. What is measured is the worker; this process only publishes to it by POST. */
const folder = mkdtempSync(join(tmpdir(), "bench-nchan-"));
const port = await freePort();
writeFileSync(
  join(folder, "nginx.conf"),
  `load_module ${NCHAN_MODULE};
user root;
daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
worker_rlimit_nofile 20000;
events { worker_connections 16000; }
http {
  access_log off; keepalive_timeout 75s; keepalive_requests 1000000000;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /publish { nchan_publisher; nchan_channel_id bench; nchan_message_buffer_length 100; }
    location = /subscribe {
      nchan_subscriber websocket eventsource longpoll;
      nchan_channel_id bench; nchan_subscriber_first_message newest;
    }
  }
}`,
);
const nginx = spawn(NGINX, ["-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")], {
  stdio: "ignore",
});
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

await serve(
  { port },
  {
    pid: await workerOf(Number(nginx.pid)),
    paths: { websocket: "/subscribe", sse: "/subscribe", "long-polling": "/subscribe" },
    publish(stamp) {
      request({ port, agent, path: "/publish", method: "POST" }, (response) => response.resume())
        .on("error", () => {})
        .end(JSON.stringify(envelopeOf(stamp)));
    },
    leave() {
      nginx.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  },
);

async function workerOf(master: number): Promise<number> {
  for (;;) {
    const workers = readFileSync(`/proc/${master}/task/${master}/children`, "latin1").trim();
    const worker = workers.split(" ").find((pid) => pid !== "");
    if (worker && readFileSync(`/proc/${worker}/cmdline`, "latin1").includes("worker")) return Number(worker);
    await sleep(20);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
