/** An HTTP head as it stands in the bytes, read again here because `curl` and the handshake need its lines whole. */
export interface Head {
  /** `GET /channels HTTP/1.1` or `HTTP/1.1 200 OK`. */
  readonly startLine: string;
  /** As spelled, in order, twice where they came twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** Undefined where the bytes hold no whole head (RFC 9112 §2.1). */
export function headOf(bytes: Uint8Array): Head | undefined {
  const end = endOfHead(bytes);
  if (end === undefined) return undefined;
  const [startLine = "", ...lines] = new TextDecoder().decode(bytes.subarray(0, end)).split("\r\n");
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
  });
  return { startLine, headers, body: bytes.subarray(end + 4) };
}

/** The first value of a header, whatever its case (RFC 9110 §5.1). */
export function headerIn(head: Head | undefined, name: string): string | undefined {
  return head?.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}

function endOfHead(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1))
    if (bytes[at + 1] === 0x0a && bytes[at + 2] === 0x0d && bytes[at + 3] === 0x0a) return at;
  return undefined;
}
