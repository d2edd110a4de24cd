import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { SPECIMENS } from "../testing/specimens.ts";
import type { Specimen } from "../testing/wire.ts";
import { ByteView } from "./byte-view.tsx";
import { Inspector } from "./inspector.tsx";

const view = ({ entry, dissection }: Specimen) =>
  renderToStaticMarkup(<ByteView dissection={dissection} kind={entry.kind} />);
const count = (html: string, part: string) => html.split(part).length - 1;

test("of 64 KiB only the rows in view are in the document", () => {
  const html = view(SPECIMENS.large);
  expect(html).toContain('aria-rowcount="4105"');
  expect(count(html, 'role="row"')).toBeLessThan(40);
  expect(html.length).toBeLessThan(100_000);
});

test("Tab reaches one byte and one field, and arrow keys the others", () => {
  const html = view(SPECIMENS.event);
  expect(count(html, 'tabindex="0"')).toBe(2);
});

test("each field says its name, its value, what it is for and where that is written", () => {
  const html = view(SPECIMENS.event);
  expect(html).toMatch(/>id<\/button>.*k3f9:17.*Last-Event-ID.*<cite>WHATWG HTML §9\.2\.6/s);
});

test("before anything is picked, the inspector says what to do", () => {
  const html = renderToStaticMarkup(
    <Inspector
      entry={undefined}
      pair={undefined}
      neighbours={{ previous: undefined, next: undefined }}
      dissect={async () => undefined}
      onPick={() => {}}
      origin="http://lab"
    />,
  );
  expect(html).toContain("Pick an arrow");
});
