import type { Progress } from "./progress.ts";
import type { StudyHead } from "./record.ts";
import type { Case, Setting } from "./setting.ts";
import { runWaves, type StudyParts } from "./study-run.ts";
import { messagesMs } from "./time-plan.ts";

/** A second of messages: what is asked is what else a run takes. */
const SETTING: Omit<Setting, "browser"> = {
  name: "rehearsal",
  about: "A run that is thrown away, to know what opening, coming to rest and closing take.",
  link: "v=1&rate=10&poll=400&net=latency:50",
  transports: ["sse", "websocket", "long-polling", "short-polling"],
  messages: 5,
  warmUp: 2,
  cpuSlowdown: 1,
  background: false,
};

/**
 * Runs one wave, as wide as those of the study, that no record tells of. Resolves with what this machine takes around the
 * messages of a run, ms; undefined where the wave came to nothing, of which the study itself will tell.
 */
export async function rehearse(
  { settings, atOnce = 1 }: Pick<StudyHead, "settings" | "atOnce">,
  parts: Pick<StudyParts, "lab" | "browserOf" | "signal">,
): Promise<number | undefined> {
  const setting: Setting = { ...SETTING, browser: settings[0]?.browser ?? "chromium" };
  const wave = Array.from({ length: atOnce }, (_, place) => rehearsalOf(place));
  let tookMs = 0;
  const progress: Progress = {
    begin() {},
    done() {},
    end(_, ms) {
      tookMs = ms;
    },
    close() {},
  };
  const folder = { append() {} };
  const records = await runWaves({ ...parts, waves: [wave], settings: [setting], folder, progress });
  const isWhole = records.length === atOnce && records.every(({ failure }) => failure === undefined);
  if (!isWhole) return undefined;
  return Math.max(0, tookMs - Math.max(...wave.map(({ transport }) => messagesMs(transport, setting))));
}

function rehearsalOf(place: number): Case {
  const transport = SETTING.transports[place % SETTING.transports.length] ?? "sse";
  const repetition = place + 1;
  const id = `${SETTING.name}/${transport}/${repetition}`;
  return { id, setting: SETTING.name, transport, repetition, seed: repetition, link: "" };
}
