import { type RefObject, useEffect, useState } from "react";

/** How much room there is: rungs with their time axis beside them, above it, or one rung at a time. */
export type Layout = "wide" | "middle" | "narrow";

/** Room in rem, so that zoom and the projector's larger type count as less room. */
const WIDE_REM = 64;
const MIDDLE_REM = 40;

export function useLayout(element: RefObject<HTMLElement | null>): Layout {
  const [layout, setLayout] = useState<Layout>("wide");
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      const { fontSize } = getComputedStyle(document.documentElement);
      const room = (entry?.contentRect.width ?? 0) / Number.parseFloat(fontSize);
      setLayout(room >= WIDE_REM ? "wide" : room >= MIDDLE_REM ? "middle" : "narrow");
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return layout;
}
