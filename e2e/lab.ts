import type { LadderPage } from "#protocol/page.ts";

declare global {
  interface Window {
    readonly ladder: LadderPage;
  }
}
