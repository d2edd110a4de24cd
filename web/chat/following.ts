import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** A box that shows its end as it grows, and leaves who reads further up where they are. */
export interface Following {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Something has come below what is seen. */
  readonly isNewBelow: boolean;
  readonly scrolled: () => void;
  readonly goToEnd: () => void;
}

/** So near to the end is at the end, px. */
const NEAR = 40;

/** `end` is the box's last thing, and another whenever there is another. */
export function useFollowing(end: string): Following {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [isNewBelow, setNewBelow] = useState(false);

  const goToEnd = useCallback(() => {
    isAtEnd.current = true;
    setNewBelow(false);
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, []);

  const shown = useRef(end);
  useLayoutEffect(() => {
    if (isAtEnd.current) goToEnd();
    else if (shown.current !== end) setNewBelow(true);
    shown.current = end;
  }, [end, goToEnd]);

  // Its own height changes, too: with the window, with a phone's keyboard, with a longer text that is being written.
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(() => isAtEnd.current && goToEnd());
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [goToEnd]);

  return {
    box,
    isNewBelow,
    goToEnd,
    scrolled() {
      if (!box.current) return;
      const { scrollHeight, scrollTop, clientHeight } = box.current;
      isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
      if (isAtEnd.current) setNewBelow(false);
    },
  };
}
