import type { ReactNode } from "react";
import { DEFAULT_FEED } from "#protocol/prices.ts";
import { ChoiceSlider } from "../controls/choice-slider.tsx";
import { showBytes, text } from "../words/format.ts";
import { useDesk, useDeskState } from "./desk-context.ts";
import "../controls/controls.css";

const RATES = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const PADDINGS = [0, 256, 1024, 4096, 8192, 16_384];
/** So much that a phone cannot keep up, and a laptop can. */
const FAST = { rate: 200, padding: 8192 };

/** How fast the feed ticks, and how large its prices are: for all who listen, on all servers. */
export function FeedControls(): ReactNode {
  const { setFeed } = useDesk();
  const feed = useDeskState().figures?.feed ?? DEFAULT_FEED;
  const isFast = feed.rate === FAST.rate && feed.padding === FAST.padding;
  return (
    <div className="controls">
      <ChoiceSlider
        label="Ticks"
        value={feed.rate}
        choices={RATES}
        say={(rate) => `${rate} /s`}
        choose={(rate) => setFeed({ rate })}
      />
      <ChoiceSlider
        label="Filler"
        value={feed.padding}
        choices={PADDINGS}
        say={(bytes) => text(showBytes(bytes))}
        choose={(padding) => setFeed({ padding })}
      />
      <button type="button" data-testid="fast-feed" onClick={() => setFeed(isFast ? DEFAULT_FEED : FAST)}>
        {isFast ? "Calm feed" : "Fast feed"}
      </button>
      <p className="quiet">for all who listen</p>
    </div>
  );
}
