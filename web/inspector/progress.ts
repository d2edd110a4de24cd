import { useEffect, useState } from "react";

/** How far a computation is shown, from 0 to `steps`. */
export interface Progress {
  readonly at: number;
  readonly isPlaying: boolean;
  /** Stops where it is put. */
  goTo(step: number): void;
  play(): void;
}

/** Four seconds for the 160 steps of a handshake. */
const STEP_MS = 25;

/** Plays from the first step to the last, once by itself: before your eyes. With reduced motion all is there at once. */
export function useProgress(steps: number): Progress {
  const [at, setAt] = useState(() => (prefersStillness() ? steps : 0));
  const [isPlaying, setPlaying] = useState(true);
  const runs = isPlaying && at < steps;
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setAt((step) => step + 1), STEP_MS);
    return () => clearInterval(timer);
  }, [runs]);
  return {
    at: Math.min(at, steps),
    isPlaying: runs,
    goTo(step) {
      setPlaying(false);
      setAt(step);
    },
    play() {
      setAt(0);
      setPlaying(true);
    },
  };
}

function prefersStillness(): boolean {
  return typeof matchMedia === "undefined" || matchMedia("(prefers-reduced-motion: reduce)").matches;
}
