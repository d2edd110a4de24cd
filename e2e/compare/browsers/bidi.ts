interface Reply {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

export interface Bidi {
  /** Resolves with what came of it; rejects with the browser's words, or when the connection is lost. */
  send<Result>(method: string, params: object): Promise<Result>;
  close(): void;
}

/** As much of WebDriver BiDi as a question and its answer need. [spec] https://w3c.github.io/webdriver-bidi/ */
export async function connectBidi(url: string): Promise<Bidi> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let ids = 0;
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`${url} does not answer`));
  });
  socket.onmessage = ({ data }) => {
    const { id = -1, type, result, error, message } = JSON.parse(String(data)) as Reply;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (type === "error") asked?.reject(new Error(`${error}: ${message}`));
    else asked?.resolve(result);
  };
  socket.onclose = () => {
    for (const { reject } of waiting.values()) reject(new Error("the browser hung up"));
    waiting.clear();
  };
  return {
    send<Result>(method: string, params: object): Promise<Result> {
      ids += 1;
      const id = ids;
      socket.send(JSON.stringify({ id, method, params }));
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
      });
    },
    close: () => socket.close(),
  };
}
