/** Keeps a canvas as sharp as the screen; one unit of its context is one CSS pixel. */
export function fitCanvas(
  element: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
): { size(): { width: number; height: number }; close(): void } {
  let size = { width: 0, height: 0 };
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    size = { width, height };
    element.width = Math.round(width * devicePixelRatio);
    element.height = Math.round(height * devicePixelRatio);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  });
  observer.observe(element);
  return { size: () => size, close: () => observer.disconnect() };
}
