import type { ReactNode } from "react";
import "./labs.css";

export interface LabPageProps {
  /** The lab's prose, rendered from our own Markdown when the page was built; nothing a user wrote. */
  readonly html: string;
  /** The instrument: the dashboard. */
  readonly children: ReactNode;
}

/** A guided lab: prose on the left, in a measure that reads well, and the instrument on the right. */
export function LabPage({ html, children }: LabPageProps): ReactNode {
  return (
    <div className="lab">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own prose, built with the page */}
      <article className="lab-prose" dangerouslySetInnerHTML={{ __html: html }} />
      <div className="lab-instrument">{children}</div>
    </div>
  );
}
