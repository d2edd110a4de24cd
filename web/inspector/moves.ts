/** Rows that PageUp and PageDown go. */
const PAGE_ROWS = 12;

/**
 * Where a key leads from one of `count` things that stand in rows of `columns`; undefined where it leads nowhere. With
 * `toEnds` (Ctrl) Home and End go all the way.
 */
export function moveBy(
  key: string,
  toEnds: boolean,
  from: number,
  columns: number,
  count: number,
): number | undefined {
  const to = target(key, toEnds, from, columns, count);
  if (to === undefined || count === 0) return undefined;
  return Math.min(count - 1, Math.max(0, to));
}

function target(key: string, toEnds: boolean, from: number, columns: number, count: number) {
  switch (key) {
    case "ArrowLeft":
      return from - 1;
    case "ArrowRight":
      return from + 1;
    case "ArrowUp":
      return from < columns ? from : from - columns;
    case "ArrowDown":
      return from + columns < count ? from + columns : from;
    case "PageUp":
      return from - columns * PAGE_ROWS;
    case "PageDown":
      return from + columns * PAGE_ROWS;
    case "Home":
      return toEnds ? 0 : from - (from % columns);
    case "End":
      return toEnds ? count - 1 : from - (from % columns) + columns - 1;
    default:
      return undefined;
  }
}
