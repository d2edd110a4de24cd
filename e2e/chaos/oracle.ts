/** A message as somebody heard it. */
export interface Heard {
  readonly epoch: string;
  readonly seq: number;
  /** Made by who said it; undefined for what is said without one: comings and goings. */
  readonly id: string | undefined;
  /** `reset`: the listener was told that something before this may be lacking. */
  readonly kind: "message" | "reset";
}

export interface Said {
  readonly id: string;
  /** `{epoch}:{seq}` of the acknowledgement; undefined where none ever came. */
  readonly position: string | undefined;
}

export interface Finding {
  readonly kind: "lost" | "twice" | "order" | "hole" | "disagreement" | "leak";
  readonly words: string;
}

/**
 * Decides from what was said and what was heard on one channel. Each acknowledged message is in the log, once, at the
 * position that was acknowledged; each listener heard the log in order, without a hole or a repetition, but where a
 * `reset` told it of one; and all agree what stands at a position.
 */
export function judge(said: readonly Said[], listeners: ReadonlyMap<string, readonly Heard[]>): Finding[] {
  const findings: Finding[] = [];
  const log = new Map<string, string | undefined>();
  for (const [who, heard] of listeners)
    for (const { kind, epoch, seq, id } of heard) {
      if (kind === "reset") continue;
      const position = `${epoch}:${seq}`;
      if (log.has(position) && log.get(position) !== id)
        findings.push({
          kind: "disagreement",
          words: `${who} heard ${id} at ${position}, another ${log.get(position)}`,
        });
      log.set(position, id);
    }

  const places = new Map<string, string[]>();
  for (const [position, id] of log)
    if (id !== undefined) places.set(id, [...(places.get(id) ?? []), position]);
  for (const [id, positions] of places)
    if (positions.length > 1)
      findings.push({ kind: "twice", words: `${id} stands at ${positions.join(" and ")}` });
  for (const { id, position } of said)
    if (position !== undefined && !places.get(id)?.includes(position))
      findings.push({
        kind: "lost",
        words: `${id} was acknowledged at ${position}, and stands ${places.get(id) ?? "nowhere"}`,
      });

  for (const [who, heard] of listeners) findings.push(...followed(who, heard));
  findings.push(...sameEnd(listeners));
  return findings;
}

function followed(who: string, heard: readonly Heard[]): Finding[] {
  const findings: Finding[] = [];
  let last: Heard | undefined;
  for (const one of heard) {
    if (one.kind === "message" && last) {
      const from = `${last.epoch}:${last.seq}`;
      const to = `${one.epoch}:${one.seq}`;
      if (one.epoch !== last.epoch)
        findings.push({ kind: "hole", words: `${who} went from ${from} to ${to} without a reset` });
      else if (one.seq <= last.seq)
        findings.push({
          kind: one.seq === last.seq ? "twice" : "order",
          words: `${who} heard ${to} after ${from}`,
        });
      else if (one.seq > last.seq + 1)
        findings.push({ kind: "hole", words: `${who} heard ${to} next after ${from}` });
    }
    last = one;
  }
  return findings;
}

/** When all is quiet, everyone is at the newest message. */
function sameEnd(listeners: ReadonlyMap<string, readonly Heard[]>): Finding[] {
  const ends = [...listeners].map(([who, heard]) => ({ who, at: heard.at(-1) }));
  const newest = ends.reduce((max, { at }) => Math.max(max, at?.seq ?? 0), 0);
  return ends
    .filter(({ at }) => (at?.seq ?? 0) < newest)
    .map(({ who, at }) => ({
      kind: "lost",
      words: `${who} stopped at ${at?.seq ?? "nothing"}, others are at ${newest}`,
    }));
}
