import type { Entry } from "#protocol/wire/entry.ts";
import { layOut, type WireScene } from "./draw-wire.ts";
import { entriesBetween } from "./wire-entries.ts";

/** How near one must point, px. */
const NEAR_PX = 8;

/** The arrow that a point of the canvas is on, or nearest to. */
export function arrowAt(scene: WireScene, x: number, y: number): Entry | undefined {
  const { axis, strips } = layOut(scene);
  const index = strips.findIndex(({ top, height }) => y >= top && y < top + height);
  const [strip, lane] = [strips[index], scene.rungs[index]];
  if (!strip || !lane) return undefined;
  let nearest: { readonly entry: Entry; readonly far: number } | undefined;
  for (const entry of entriesBetween(scene.tape, lane, axis.from, scene.until)) {
    const [y0, y1] = entry.from === "client" ? [strip.pageY, strip.serverY] : [strip.serverY, strip.pageY];
    const along = Math.min(1, Math.max(0, (y - y0) / (y1 - y0)));
    const [x0, x1] = [axis.x(entry.sentAt), axis.x(entry.arrivedAt ?? entry.sentAt)];
    const far = Math.abs(x - (x0 + along * (x1 - x0)));
    if (far <= (nearest?.far ?? NEAR_PX)) nearest = { entry, far };
  }
  return nearest?.entry;
}
