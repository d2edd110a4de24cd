import { expect, test } from "vitest";
import { showTable } from "./tables.ts";

test("rows in sequence that begin alike share that cell, and each has a head of its own", () => {
  const { text } = showTable(
    "Costs",
    ["Setting", "Transport", { figures: "Bytes" }],
    [
      ["steady", "SSE", 1],
      ["steady", "WebSocket", 2],
      ["far", "SSE", 3],
    ],
  );
  expect(text).toContain('<th scope="rowgroup" rowspan="2">steady</th><th scope="row">SSE</th>');
  expect(text.match(/>steady</g)).toHaveLength(1);
  expect(text).toContain('<th scope="row" rowspan="1">far</th>');
  expect(text).toContain('<td class="number">3</td>');
});
