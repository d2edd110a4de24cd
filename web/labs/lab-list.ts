/** The guided labs, by the last part of their path. Each is fetched when it is opened, and not before. */
const LABS: Readonly<Record<string, () => Promise<{ default: string }>>> = {
  "01-the-ladder": () => import("../../labs/01-the-ladder/lab.md"),
};

/** The slug in `/labs/{slug}`, where there is such a lab. */
export function labIn(pathname: string): string | undefined {
  const slug = /^\/labs\/([^/]+)\/?$/.exec(pathname)?.[1];
  return slug !== undefined && Object.hasOwn(LABS, slug) ? slug : undefined;
}

/** The lab's prose as HTML, made from our own Markdown when the page was built. */
export async function loadLab(slug: string): Promise<string> {
  return (await LABS[slug]?.())?.default ?? "";
}
