export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Keeps a canvas as sharp as the screen; one unit of its context is one CSS pixel. To be fitted wipes it: `fitted` tells. */
export function fitCanvas(
  element: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  fitted: () => void,
): { size(): Size; close(): void } {
  let size: Size = { width: 0, height: 0 };
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    size = { width, height };
    element.width = Math.round(width * devicePixelRatio);
    element.height = Math.round(height * devicePixelRatio);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    fitted();
  });
  observer.observe(element);
  return { size: () => size, close: () => observer.disconnect() };
}
