/** As many rows as anyone reads at once. */
export const ROWS = 100;

/** Some rows of a list that is read from its end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** 0 is the newest rows, and higher is earlier. */
  readonly number: number;
  /** Which rows these are of the whole list, counted from 1; 0 where there are none. */
  readonly first: number;
  readonly end: number;
  /** No rows are before these, or after. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The page of that number, or the last that there is where the list has become shorter. */
export function pageOf<Row>(list: readonly Row[], wanted: number): Page<Row> {
  const last = Math.max(0, Math.ceil(list.length / ROWS) - 1);
  const number = Math.min(wanted, last);
  const end = list.length - number * ROWS;
  const start = Math.max(0, end - ROWS);
  const first = Math.min(start + 1, end);
  return { rows: list.slice(start, end), number, first, end, isFirst: number === last, isLast: number === 0 };
}
