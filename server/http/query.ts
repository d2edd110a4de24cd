/** A request's path alone, for the log: what its query says is the client's own, and may be a secret. */
export function pathOf({ url = "" }: { readonly url?: string | undefined }): string {
  return url.replace(/\?.*/, "");
}

/** The query of a request's URL. Express's own parser is off: it costs every request, and few have use for it. */
export function queryOf(url: string): URLSearchParams {
  const start = url.indexOf("?");
  return new URLSearchParams(start === -1 ? "" : url.slice(start + 1));
}
