import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Entry } from "#protocol/wire/entry.ts";
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

const inspect = (entry: Entry | undefined) =>
  renderToStaticMarkup(
    <Inspector
      entry={entry}
      pair={undefined}
      neighbours={{ previous: undefined, next: undefined }}
      dissect={async () => undefined}
      onPick={() => {}}
      origin="http://lab"
    />,
  );

test("before anything is picked, the inspector says what to do", () => {
  expect(inspect(undefined)).toContain("Pick an arrow");
});

test("a gap in the tape says what is missing, and waits for no byte of it", () => {
  const { entry } = SPECIMENS.malformed;
  const html = inspect({ ...entry, start: 900, end: 900, label: "900 bytes are not on the tape" });
  expect(html).toContain("A gap: 900 bytes are not on the tape.");
  expect(html).not.toMatch(/No byte of it|Reading/);
  expect(inspect(entry)).toContain("Reading the bytes");
});
