import type { TransportName } from "#protocol/transports.ts";
import type { Link } from "./transport.ts";

/** The URL of one of the channel's routes, with the session and what else the query shall say; undefined is left out. */
export function routeOf(
  { channelUrl, session, token }: Pick<Link, "channelUrl" | "session" | "token">,
  route: TransportName | "messages",
  query: Readonly<Record<string, string | undefined>>,
): string {
  const said = Object.entries({ session, token: token?.(), ...query }).filter(
    (pair) => pair[1] !== undefined,
  );
  // A colon may stand in a query as it is (RFC 3986 §3.4), and every poll would pay for the two bytes more.
  const text = new URLSearchParams(said as [string, string][]).toString().replaceAll("%3A", ":");
  return `${channelUrl}/${route}?${text}`;
}
