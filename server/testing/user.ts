import type { IssuedToken } from "#protocol/token.ts";

/** Somebody with a token of that server, and of all that share its secret. */
export async function enrol(url: string, name: string, lifeS?: number): Promise<IssuedToken> {
  const answer = await postJson(`${url}/api/tokens`, { name, lifeS });
  return (await answer.json()) as IssuedToken;
}

/** Says something on a channel, by POST. */
export function say(
  url: string,
  channel: string,
  token: string | undefined,
  message: object,
): Promise<Response> {
  const query = new URLSearchParams({ session: "writer", ...(token ? { token } : {}) });
  return postJson(`${url}/channels/${encodeURIComponent(channel)}/messages?${query}`, message);
}

export const said = (text: string, id?: string) => ({
  ...(id ? { id } : {}),
  type: "said",
  payload: { text },
});

export function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}
