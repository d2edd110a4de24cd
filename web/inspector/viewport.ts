import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { rem } from "../theme/palette.ts";
import { rowsInView } from "./hex.ts";

/** How much of the dump can be seen, and how wide it may be. */
export interface Viewport {
  /** Bytes in a row: 16, or 8 on a phone. */
  readonly columns: 8 | 16;
  /** In px; the style sheet has the same in rem. */
  readonly rowHeight: number;
  readonly first: number;
  readonly end: number;
}

export const ROW_REM = 1.375;
/** What sixteen bytes take in hex and text. */
const SIXTEEN_REM = 37;

/** Follows size and scroll of the box that holds the dump of so many bytes. */
export function useViewport(box: RefObject<HTMLElement | null>, length: number): Viewport {
  const [size, setSize] = useState({ width: Number.POSITIVE_INFINITY, height: 400, rem: 16 });
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const measure = () => setSize({ width: current.clientWidth, height: current.clientHeight, rem: rem() });
    const scrolled = () => setTop(current.scrollTop);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    current.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener("scroll", scrolled);
    };
  }, [box]);
  const columns = size.width < SIXTEEN_REM * size.rem ? 8 : 16;
  const rowHeight = ROW_REM * size.rem;
  return { columns, rowHeight, ...rowsInView(top, size.height, rowHeight, Math.ceil(length / columns)) };
}

/** Scrolls a box, and nothing around it, just as far as an offset in it needs to be seen; undefined: not at all. */
export function useInView(box: RefObject<HTMLElement | null>, top: number | undefined, height: number): void {
  useEffect(() => {
    const { current } = box;
    if (!current || top === undefined) return;
    if (top < current.scrollTop) current.scrollTop = top;
    else if (top + height > current.scrollTop + current.clientHeight)
      current.scrollTop = top + height - current.clientHeight;
  }, [box, top, height]);
}
