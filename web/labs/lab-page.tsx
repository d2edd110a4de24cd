import { type ReactNode, useEffect, useRef, useState } from "react";
import { loadLab } from "./lab-list.ts";
import "./lab.css";

interface LabPageProps {
  readonly slug: string;
  /** Follows a link of the prose that sets the instrument. */
  readonly follow: (search: string) => void;
  /** The instrument, which stands beside the prose. */
  readonly children: ReactNode;
}

/** A guided lab: prose on the left, the dashboard on the right, and links in the prose that set and start it. */
export function LabPage({ slug, follow, children }: LabPageProps) {
  const [html, setHtml] = useState<string>();
  const prose = useRef<HTMLElement>(null);
  useEffect(() => void loadLab(slug).then(setHtml), [slug]);

  useEffect(() => {
    const article = prose.current;
    function set(event: MouseEvent): void {
      const link = (event.target as Element).closest("a");
      const search = link?.getAttribute("href") ?? "";
      if (!search.startsWith("?") || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      follow(search);
    }
    article?.addEventListener("click", set);
    return () => article?.removeEventListener("click", set);
  }, [follow]);

  return (
    <div className="lab">
      <article className="prose" ref={prose}>
        {html === undefined ? (
          <p>Loading …</p>
        ) : (
          // biome-ignore lint/security/noDangerouslySetInnerHtml: our own prose, rendered when the page was built
          <div dangerouslySetInnerHTML={{ __html: html }} />
        )}
      </article>
      <div className="instrument">{children}</div>
    </div>
  );
}
