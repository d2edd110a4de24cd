/** A canvas of the page, and what it shows. */
export interface Picture {
  readonly title: string;
  readonly canvas: HTMLCanvasElement;
  /** What stands beside it on the page, and is said to the left of it: the lanes. */
  readonly names: readonly Name[];
}

export interface Name {
  readonly text: string;
  readonly colour: string;
  /** The middle of its line, in pixels of the canvas. */
  readonly y: number;
}

export interface PictureStyle {
  readonly ground: string;
  readonly ink: string;
  readonly font: string;
  /** Pixels of a canvas to one of the page. */
  readonly scale: number;
}

/** Around a picture, and above its title, px of the page. */
const GAP = 24;
const TITLE = 20;
/** Room for the names, px of the page. */
const NAMES = 104;

/** Where each picture goes, in pixels of the whole, one under the other. */
export function stackPictures(
  sizes: readonly { readonly width: number; readonly height: number }[],
  scale: number,
): { readonly width: number; readonly height: number; readonly tops: readonly number[] } {
  const tops: number[] = [];
  let bottom = GAP * scale;
  for (const { height } of sizes) {
    tops.push(bottom + TITLE * scale);
    bottom += (TITLE + GAP) * scale + height;
  }
  const width = Math.max(0, ...sizes.map((size) => size.width)) + 2 * GAP * scale;
  return { width, height: bottom, tops };
}

/** All pictures as one PNG, each with its title, on the theme's ground, as sharp as on this screen. */
export async function writePng(pictures: readonly Picture[], style: PictureStyle): Promise<Blob> {
  const { ground, ink, font, scale } = style;
  const { width, height, tops } = stackPictures(
    pictures.map(({ canvas, names }) => ({
      width: canvas.width + roomFor(names) * scale,
      height: canvas.height,
    })),
    scale,
  );
  const whole = document.createElement("canvas");
  whole.width = width;
  whole.height = height;
  const context = whole.getContext("2d");
  if (!context) throw new Error("this browser draws no pictures");
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  context.font = `600 ${14 * scale}px ${font}`;
  pictures.forEach(({ title, canvas, names }, i) => {
    const top = tops[i] ?? 0;
    context.fillStyle = ink;
    context.textBaseline = "alphabetic";
    context.fillText(title, GAP * scale, top - 6 * scale);
    context.drawImage(canvas, (GAP + roomFor(names)) * scale, top);
    context.textBaseline = "middle";
    for (const { text, colour, y } of names) {
      context.fillStyle = colour;
      context.fillText(text, GAP * scale, top + y, (NAMES - 8) * scale);
    }
  });
  return new Promise((resolve, reject) =>
    whole.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))),
      "image/png",
    ),
  );
}

const roomFor = (names: readonly Name[]) => (names.length > 0 ? NAMES : 0);

/** Time axis and charts as they stand on the page, by the names that they have for a screen reader. */
export function findPictures(page: ParentNode): Picture[] {
  return [...page.querySelectorAll<HTMLCanvasElement>(".timeline canvas, .charts canvas")]
    .filter(({ width, height }) => width > 0 && height > 0)
    .map((canvas) => {
      const named = canvas.closest("[aria-label]");
      return { canvas, title: named?.getAttribute("aria-label") ?? "", names: namesBeside(canvas) };
    });
}

/** Of the lanes through which it runs. Where they stand above it instead, it says their names itself, unless there is but one. */
function namesBeside(canvas: HTMLCanvasElement): Name[] {
  const box = canvas.getBoundingClientRect();
  const heads = [...(canvas.closest(".ladder")?.querySelectorAll(".lane h2") ?? [])];
  return heads.flatMap((head) => {
    const lane = head.closest(".lane")?.getBoundingClientRect() ?? box;
    const middle = heads.length === 1 ? box.top + box.height / 2 : lane.top + lane.height / 2;
    if (middle < box.top || middle > box.bottom) return [];
    const y = ((middle - box.top) / box.height) * canvas.height;
    return [{ text: head.textContent ?? "", colour: getComputedStyle(head).getPropertyValue("--rung"), y }];
  });
}

export function styleOf(page: Document): PictureStyle {
  const { backgroundColor, color, fontFamily } = getComputedStyle(page.body);
  return { ground: backgroundColor, ink: color, font: fontFamily, scale: devicePixelRatio };
}
