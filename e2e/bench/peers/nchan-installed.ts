import { existsSync } from "node:fs";

export const NGINX = "/usr/sbin/nginx";
export const NCHAN_MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so";

/** Debian: `apt-get install nginx libnginx-mod-nchan`. */
export const hasNchan = existsSync(NGINX) && existsSync(NCHAN_MODULE);
