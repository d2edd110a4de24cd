import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { createWireTape } from "../testing/wire-tape.ts";
import { WireToolbar } from "./wire-toolbar.tsx";
import { LIVE } from "./wire-view.ts";

const nothing = () => {};
const tape = createWireTape({ entries: 10 });

const words = (part: { readonly lost: number; readonly unrecorded: number }) =>
  renderToStaticMarkup(
    <WireToolbar
      tape={{ ...tape, ...part }}
      now={() => 1000}
      view={LIVE}
      setView={nothing}
      zoom={nothing}
      jump={nothing}
      found=""
      slowDown={undefined}
      isSlow={false}
    />,
  );

test("what is gone from the ring and what was never recorded are told apart", () => {
  expect(words({ lost: 3, unrecorded: 0 })).toContain("3 older ones are gone");
  expect(words({ lost: 3, unrecorded: 0 })).not.toContain("not recorded");
  const unrecorded = words({ lost: 0, unrecorded: 7 });
  expect(unrecorded).toContain("7 pieces came too fast and are not recorded");
  expect(unrecorded).not.toContain("gone");
});
