export type Source = "browser" | "server" | "calculated";

const MEANING: Readonly<Record<Source, string>> = {
  browser: "measured in this browser",
  server: "counted on the server's sockets",
  calculated: "calculated from the settings, not measured",
};

/** Where a figure comes from: a small outlined word beside its heading. */
export function SourceTag({ of }: { readonly of: Source }) {
  return (
    <span className="source" title={MEANING[of]}>
      {of}
    </span>
  );
}
