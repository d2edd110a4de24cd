import { describe, expect, test } from "vitest";
import type { Study } from "./groups.ts";
import { writeReport } from "./report.ts";
import { inventStudy } from "./testing/invented-study.ts";

const invented = inventStudy();

function write({ study, records, verdicts }: Study, earlier?: Study): string {
  return writeReport(study, records, verdicts, earlier);
}

/** Without style and raw data: what is left has to be sound, and short enough to be shown where it is not. */
function markup(page: string): string {
  return page.replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, "");
}

/** Numbers that are none, wherever they stand. */
function unsound(page: string): string[] {
  return [...markup(page).matchAll(/.{0,60}(NaN|Infinity|undefined|\bnull\b).{0,20}/g)].map(
    ([found]) => found,
  );
}

/** What a person reads, charts' names included. */
function readable(page: string): string {
  return markup(page)
    .replace(/<[^>]*aria-label="([^"]*)"[^>]*>/g, " $1 ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
}

test("each claim has its verdict as a word, its figures with their interval, and its source with how much of it was read", () => {
  const text = readable(write(invented));
  for (const { statement } of invented.study.claims) expect(text).toContain(statement);
  expect(text).toMatch(/2 true 2 false 1 inconclusive|3 true 1 false 1 inconclusive/);
  expect(text).toMatch(/Short polling \d+\.?\d* ms \(\d+\.?\d* to \d+\.?\d*\) , against 250 ms from T\/2/);
  expect(text).toContain("Read in part.");
  expect(text).toContain("effect large");
});

test("a right side of zero gives no ratio, and says so", () => {
  expect(readable(write(invented))).toContain("no ratio: right is 0");
});

test("the whole study lies inside the page, to be read back as it was", () => {
  const [, json = ""] =
    /<script type="application\/json" id="raw-json">(.*?)<\/script>/s.exec(write(invented)) ?? [];
  const { study, records, csv } = JSON.parse(json);
  expect({ study, records }).toEqual(
    JSON.parse(JSON.stringify({ study: invented.study, records: invented.records })),
  );
  expect(csv.split("\r\n")).toHaveLength(invented.records.length + 2);
});

test("names from a plan file, and errors from anywhere, stay text", () => {
  const evil = `<img src=x onerror=alert(1)>"'</script>`;
  const rename = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (_, one) => (typeof one === "string" && EVIL.has(one) ? evil : one));
  const EVIL = new Set([
    "elevator",
    ...invented.study.claims.map(({ statement }) => statement),
    ...invented.study.claims.map(({ id }) => id),
    ...invented.study.claims.map(({ source }) => source.citation),
    "messages",
    "Invented CPU",
    "chromium",
  ]);
  const changed = rename(invented);
  const [first = expect.unreachable()] = changed.records;
  const bad = {
    case: { ...first.case, id: evil, link: "javascript:alert(1)" },
    startedAt: evil,
    durationMs: 0,
    failure: evil,
  };
  const page = write({ ...changed, records: [bad, ...changed.records] }, changed);
  expect(markup(page)).not.toContain("<img");
  expect(markup(page)).not.toMatch(/href="javascript/i);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(readable(page)).toContain("&#60;img src=x onerror=alert(1)&#62;");
});

test("what claims that follow each other have in common is said once", () => {
  const page = write(invented);
  expect(readable(page).match(/Source as above\./g)).toHaveLength(2);
  expect(readable(page).match(/The page behind this claim was invented/g)).toHaveLength(3);
});

test("a study of which nothing came says so, and has no figures that are none", () => {
  const page = write({ ...invented, records: [], verdicts: [] });
  const text = readable(page);
  expect(text).toContain("No claim could be judged");
  expect(text).toContain(
    `${invented.study.claims.length} claims of this study’s list had no runs to be judged by.`,
  );
  expect(text).toContain("no run came to figures");
  expect(text).toContain("No run has figures from more than one vantage point.");
  expect(unsound(page)).toEqual([]);
  const nothing = {
    ...invented,
    study: { ...invented.study, settings: [], claims: [] },
    records: [],
    verdicts: [],
  };
  expect(unsound(write(nothing))).toEqual([]);
});

test("a run that failed is named with its reason, left out of the figures, and counted among the limits", () => {
  const records = invented.records.map(({ figures, page, server, agreement, ...rest }, i) =>
    i < 2 ? { ...rest, failure: "The browser has gone." } : { ...rest, figures, page, server, agreement },
  ) as Study["records"];
  const text = readable(write({ ...invented, records }));
  expect(text).toMatch(/steady\/short-polling\/1 The browser has gone\. replay/);
  expect(text).toContain(`2 runs of ${records.length} came to no figures and are left out.`);
});

test("a run that failed first and was run again keeps its reasons, beside its claims and among the limits", () => {
  const failedBefore = ["The browser has gone.", "Nothing came."];
  const records = invented.records.map((record, i) => (i === 0 ? { ...record, failedBefore } : record));
  const [first = expect.unreachable(), ...rest] = invented.verdicts;
  const verdicts = [{ ...first, failed: 3, repeated: 2 }, ...rest];
  const text = readable(write({ ...invented, records, verdicts }));
  expect(text).toContain(
    `1 run of ${records.length} failed first, and was run again, the first in ${records[0]?.case.id}.`,
  );
  expect(text).toContain("1 without the figure, 2 failed first and run again");
  expect(text).toMatch(/steady\/short-polling\/1 The browser has gone\.; Nothing came\./);
  expect(readable(write(invented))).not.toContain("failed first");
});

test("what a link does not replay is named beside it", () => {
  const [first = expect.unreachable(), ...rest] = invented.study.settings;
  const told = { ...first, cpuSlowdown: 6, background: true, browser: "firefox" as const };
  const text = readable(write({ ...invented, study: { ...invented.study, settings: [told, ...rest] } }));
  expect(text.match(/without: /g)).toHaveLength(1);
  expect(text).toContain("without: a processor 6 times slower; another tab in front; firefox");
});

test("the jitter of a network is not said to be the same for all", () => {
  const text = readable(write(invented));
  expect(text).toContain("the same updates, and the same faults at the same times");
  expect(text).not.toMatch(/same updates and (the same )?jitter/);
});

test("what one vantage point alone has counted is not said to agree", () => {
  const alone = { what: "bytes to the server", server: 9, agrees: true, explanation: "only the server" };
  const both = { what: "messages", browser: 1, server: 1, agrees: true, explanation: "" };
  const held = (agreement: readonly (typeof alone | typeof both)[]) =>
    readable(write({ ...invented, records: invented.records.map((record) => ({ ...record, agreement })) }));
  const text = held([alone, both]);
  expect(text).toContain(`${invented.records.length} figures were held against each other`);
  expect(text).toContain("SSE \u2013 9 \u2013 \u2013 Only the server.");
  expect(held([alone])).toContain("No run has figures from more than one vantage point.");
});

test("a machine that was busy, and a warm-up that did not end cleanly, stand among the limits", () => {
  const [first = expect.unreachable(), ...rest] = invented.records;
  const records = [
    { ...first, load: 7.25, warmUpClean: false as const },
    ...rest.map((one) => ({ ...one, load: 1 })),
  ];
  const text = readable(write({ ...invented, records }));
  expect(text).toContain(
    `At the end of 1 run of ${records.length} more wanted to run than the 2 cores could (load up to 7.3;`,
  );
  expect(text).toContain(`had no clean end, the first in ${first.case.id}: `);
  expect(text).toContain("1.0 to 7.3, the study’s own browsers included");
  const quiet = readable(write(invented));
  expect(quiet).not.toContain("more wanted to run");
  expect(quiet).not.toContain("no clean end");
});

test("a claim that was not put to the test is listed, and has no verdict", () => {
  const [left = expect.unreachable(), ...verdicts] = invented.verdicts;
  const page = write({ ...invented, verdicts });
  expect(readable(page)).toMatch(/Not put to the test 1 claim of .* A polled value is stale by half/);
  expect(markup(page)).not.toContain(`id="claim-${left.claim}"`);
});

test("figures that differ without a reason are counted, and their first run is named", () => {
  const records = invented.records.map((record, i) => ({
    ...record,
    agreement: [
      {
        what: "messages",
        browser: 99,
        server: 100,
        agrees: i !== 3,
        explanation: i === 3 ? "One is lost." : "",
      },
    ],
  }));
  const text = readable(write({ ...invented, records }));
  expect(text).toContain(
    `1 differs by more than anything here explains to the byte , the first in ${records[3]?.case.id} .`,
  );
  expect(text).toContain(`One is lost ( ${records[3]?.case.id} ).`);
});

test("a reason that differs from run to run in its amounts alone is said once", () => {
  const records = invented.records.map((record, i) => ({
    ...record,
    agreement: [
      { what: "bytes", server: i, cdp: 0, agrees: true, explanation: `the server counts ${i} pings` },
    ],
  }));
  const text = readable(write({ ...invented, records }));
  expect(text.match(/The server counts \d+ pings/g)).toHaveLength(4);
  expect(text).toContain("The server counts 0 pings. So too, with their own amounts, in 15 other runs.");
});

describe("two studies laid over each other", () => {
  const earlier = inventStudy({ seed: 2 });

  test("name first which verdicts have changed, and draw the earlier one in every figure", () => {
    const page = write(invented, earlier);
    const text = readable(page);
    const changed = invented.verdicts.filter(({ verdict }, i) => verdict !== earlier.verdicts[i]?.verdict);
    expect(changed.length).toBeGreaterThan(0);
    expect(text).toMatch(
      new RegExp(`Of 5 claims that both have judged, ${changed.length} ha(s|ve) another verdict now`),
    );
    expect(page.indexOf('id="changes"')).toBeLessThan(page.indexOf('id="claims"'));
    for (const { claim } of changed)
      expect(markup(page)).toMatch(new RegExp(`id="claim-${claim}" class="changed"`));
    const ghosts = (kind: string) =>
      [...page.matchAll(/<svg class="plot (\w+)"[\s\S]*?<\/svg>/g)]
        .filter(([, plot]) => plot === kind)
        .map(([svg]) => svg.includes('class="ghost"'));
    for (const kind of ["interval", "ridges", "bars"]) {
      expect(ghosts(kind).length).toBeGreaterThan(3);
      expect(ghosts(kind)).not.toContain(false);
    }
    expect(text).toContain("was: ");
  });

  test("the same study twice has no change", () => {
    expect(readable(write(invented, invented))).toContain("none has another verdict now");
  });

  test("say so when the claims are not the same", () => {
    const other = { ...earlier, study: { ...earlier.study, claimsHash: "f".repeat(64) } };
    expect(readable(write(invented, other))).toContain("The list of claims has changed in between");
  });

  test("an earlier study read from its files, where JSON has made null of what is no number, is drawn as well", () => {
    const read: Study = JSON.parse(JSON.stringify(earlier));
    expect(unsound(write(invented, read))).toEqual([]);
  });
});
