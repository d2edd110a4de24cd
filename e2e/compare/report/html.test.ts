import { expect, test } from "vitest";
import { html, jsonForScript, safeLink } from "./html.ts";

test("what is put into a template is escaped, in text and in attributes, and what is HTML already is not again", () => {
  const name = `<b>"it's" & more</b>`;
  const escaped = "&#60;b&#62;&#34;it&#39;s&#34; &#38; more&#60;/b&#62;";
  expect(html`<p title="${name}">${name}${[html`<i>${1}</i>`, "<"]}</p>`.text).toBe(
    `<p title="${escaped}">${escaped}<i>1</i>&#60;</p>`,
  );
});

test("what there is not leaves nothing behind; zero is something", () => {
  expect(html`(${undefined}${false}${[]}${0})`.text).toBe("(0)");
});

test("JSON in a script ends no script and begins no comment, and reads as before", () => {
  const value = { a: "</script><!--" };
  const { text } = jsonForScript(value);
  expect(text).not.toContain("<");
  expect(JSON.parse(text)).toEqual(value);
});

test("a link leads to http or https alone; a path is one of the lab's", () => {
  expect(safeLink("https://example.org/a?b=<")).toBe("https://example.org/a?b=%3C");
  expect(safeLink("/?v=1&run=1")).toBe("http://127.0.0.1:4000/?v=1&run=1");
  expect(safeLink("javascript:alert(1)")).toBeUndefined();
  expect(safeLink("http://")).toBeUndefined();
});
