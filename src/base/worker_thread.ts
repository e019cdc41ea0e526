/** A thread that answers what it is asked, in the order in which it was asked. */
export interface WorkerThread<Request, Answer> {
  /** How many requests are not answered yet. */
  waiting(): number;
  /** Rejects where the thread fails, now or before. */
  ask(request: Request): Promise<Answer>;
  /** Ends the thread; requests under way are never answered. */
  close(): void;
}

/**
 * Makes requests of `worker`, which posts one answer to each message but the first, `setup`. An
 * error that it throws ends it: what waits is rejected with `failure` and the error's message, for
 * nobody would answer it, and so is what is asked later.
 *
 * @example
 * ```ts
 * const worker = new Worker(new URL("./square_worker.ts", import.meta.url), { type: "module" });
 * const thread = workerThread<number, number>(worker, null, "A square could not be computed");
 * await thread.ask(3); // 9
 * ```
 */
export function workerThread<Request, Answer>(
  worker: Worker,
  setup: unknown,
  failure: string,
): WorkerThread<Request, Answer> {
  const waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = [];
  let failed: Error | undefined;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => waiting.shift()!.resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    failed = new Error(`${failure}: ${event.message}`);
    for (const { reject } of waiting.splice(0)) reject(failed);
  };
  worker.postMessage(setup);
  return {
    waiting: () => waiting.length,
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (failed) return reject(failed);
        waiting.push({ resolve, reject });
        worker.postMessage(request);
      }),
    close: () => worker.terminate(),
  };
}
