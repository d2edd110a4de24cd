import type { ExportedFile } from "./export-run.ts";

/** Hands a file to the browser's downloads. */
export function saveFile({ name, content }: ExportedFile): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The download has begun, and holds what it needs, once this task is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
