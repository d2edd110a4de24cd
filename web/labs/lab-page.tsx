import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLab } from "../state/lab-context.ts";
import { loadLab } from "./lab-list.ts";
import "./labs.css";

export interface LabPageProps {
  readonly slug: string;
  /** The instrument: the dashboard. */
  readonly children: ReactNode;
}

/** A guided lab: prose on the left, in a measure that reads well, and the instrument on the right. */
export function LabPage({ slug, children }: LabPageProps): ReactNode {
  const { follow } = useLab();
  const prose = useRef<HTMLElement>(null);
  const [html, setHtml] = useState<string>();
  useEffect(() => void loadLab(slug).then(setHtml), [slug]);
  useEffect(() => (prose.current ? listenForLinks(prose.current, follow) : undefined), [follow]);
  return (
    <div className="lab">
      <article ref={prose} className="lab-prose">
        {html === undefined ? (
          <p>Loading …</p>
        ) : (
          // biome-ignore lint/security/noDangerouslySetInnerHtml: our own prose, rendered when the page was built
          <div dangerouslySetInnerHTML={{ __html: html }} />
        )}
      </article>
      <div className="lab-instrument">{children}</div>
    </div>
  );
}

/** A link in the prose that is nothing but a query sets the instrument, and the reader stays at the line. */
function listenForLinks(prose: HTMLElement, follow: (search: string) => void): () => void {
  function click(event: MouseEvent): void {
    const search = (event.target as Element).closest("a")?.getAttribute("href") ?? "";
    if (!search.startsWith("?") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow(search);
  }
  prose.addEventListener("click", click);
  return () => prose.removeEventListener("click", click);
}
