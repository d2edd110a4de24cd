import { count, sayFigure } from "./figures.ts";
import type { Study } from "./groups.ts";
import { type Html, html } from "./html.ts";

/** From so many runs on an interval over them says something. */
const ENOUGH = 10;

/** What the figures do not say, in plain words: first what is so of this study, then what is so of each. */
export function showLimits({ study, records, verdicts }: Study): Html {
  const failed = records.filter(({ failure, figures }) => failure !== undefined || !figures).length;
  const repeated = records.filter(({ failedBefore = [] }) => failedBefore.length > 0);
  const bound = Math.max(0, ...records.flatMap(({ page }) => page?.clockBoundMs ?? []));
  const { cores } = study.environment;
  const crowded = records.filter(({ load = 0 }) => load > cores);
  const torn = records.filter(({ warmUpClean }) => warmUpClean === false);
  const throttled = study.settings.some(({ background }) => background);
  const own = [
    study.repetitions < ENOUGH &&
      `${count(study.repetitions, "run")} of each case ${study.repetitions === 1 ? "is" : "are"} few: intervals are wide, still hold the true mean in fewer than 95 of 100 studies, and leave a claim that is near its bound inconclusive. Ten are the default.`,
    (study.atOnce ?? 1) > 1 &&
      `${study.atOnce} runs went on side by side and slowed each other: milliseconds are larger than with one at a time.`,
    crowded.length > 0 &&
      `At the end of ${count(crowded.length, "run")} of ${records.length} more wanted to run than the ${count(cores, "core")} could (load up to ${Math.max(...crowded.map(({ load = 0 }) => load)).toFixed(1)}; the study’s own browsers count). Milliseconds of these runs say as much of the machine as of a transport, and no verdict takes that into account.`,
    torn.length > 0 &&
      `In ${count(torn.length, "run")} the warm-up had no clean end, the first in ${torn[0]?.case.id}: a poll was under way, so that the points of view may differ by a request, or the script had begun, so that some of it is not counted.`,
    failed > 0 &&
      `${count(failed, "run")} of ${records.length} came to no figures and ${failed === 1 ? "is" : "are"} left out. If what broke them has to do with what was measured, the rest look better than they are: so a claim about them is never called true.`,
    repeated.length > 0 &&
      `${count(repeated.length, "run")} of ${records.length} failed first, and ${repeated.length === 1 ? "was" : "were"} run again, the first in ${repeated[0]?.case.id}. To try until it goes well proves nothing: so a claim about ${repeated.length === 1 ? "it" : "them"} is never called true, though its figures are those of the last try.`,
    bound > 0 &&
      `Staleness compares two clocks. They were known to each other to ${sayFigure(bound, "ms")} or better; a difference smaller than that means nothing.`,
    study.environment.isHeadless &&
      "The browser ran without a window. It paints nothing on a screen, and what painting costs is in no figure.",
    throttled &&
      "A tab behind another has its timers slowed down. How much is the browser’s own policy, and changes with its version.",
  ];
  const always = [
    "One client at a time, for seconds. What a thousand clients, an hour, or a leak come to is not in it, nor is the server’s processor or memory.",
    "The server is one program, in one language, and the page’s transports are this product’s: a figure is of them, and of the protocol only where it is counted.",
    "Browser, server and network ran on one machine and shared its processor. Delay is what the lab’s own network was told to add: neither radio, nor queue, nor loss of packets is in it.",
    "Bytes are TCP payload: heads, frames and handshakes count, but neither the headers of TCP and IP nor TLS. Over TLS each record costs some more, and small messages suffer most.",
    "All is HTTP/1.1. HTTP/2 compresses the heads of requests, and what polling costs would be less.",
    "Milliseconds belong to this machine. Counts and bytes belong to the protocols, the size of a request’s head to the browser and its version.",
    "Transports of one repetition have the same updates, and the same faults at the same times; the jitter of a network is drawn anew for each. Intervals take them as if they had nothing in common, and are rather too wide for it.",
    verdicts.length > 1 &&
      `Each interval is one of 95 %. Of ${verdicts.length} verdicts some may be wrong by chance alone; those that rest on counts and bytes, which hardly scatter, least.`,
    "A paper’s figure is from its own time, its network and its code. That it is not met here does not make it wrong; that it is met does not make it right.",
  ];
  return html`<ul class="limits">${[...own, ...always].map((one) => one && html`<li>${one}</li>`)}</ul>`;
}
