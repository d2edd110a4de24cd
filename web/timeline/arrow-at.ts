import type { Entry } from "#protocol/wire/entry.ts";
import { lineOf } from "./draw-arrows.ts";
import { layOut, type WireScene } from "./draw-wire.ts";
import { indexOf } from "./wire-index.ts";

/** How near one must point, px. */
const NEAR_PX = 8;

/** The arrow that a point of the canvas is on, or nearest to. */
export function arrowAt(scene: WireScene, x: number, y: number): Entry | undefined {
  const { axis, strips } = layOut(scene);
  const index = strips.findIndex(({ top, height }) => y >= top && y < top + height);
  const [strip, lane] = [strips[index], scene.rungs[index]];
  if (!strip || !lane) return undefined;
  let nearest: { readonly entry: Entry; readonly far: number } | undefined;
  for (const arrow of indexOf(scene.tape)[lane].arrows.between(axis.from, scene.until)) {
    const { entry } = arrow;
    const line = lineOf(arrow, axis, strip);
    const along = Math.min(1, Math.max(0, (y - line.y0) / (line.y1 - line.y0)));
    const far = Math.abs(x - (line.x0 + along * (line.x1 - line.x0)));
    if (far <= (nearest?.far ?? NEAR_PX)) nearest = { entry, far };
  }
  return nearest?.entry;
}
