/** In: what batches are made of. Out: threads that make them. */
import { shareArray } from "./share_array.ts";
import type { Batch } from "./feed.ts";
import type { FeedWorkerSetup } from "./feed_worker.ts";
import type { BatchPlace } from "./make_batch.ts";
import type { BatchMaker } from "./open_feed.ts";

/** Starts `count` threads, which take batches in turn; samples are shared with them, not copied. */
export function startFeedWorkers(setup: FeedWorkerSetup, count: number): BatchMaker {
  const shared = { ...setup, source: { ...setup.source, data: shareArray(setup.source.data) } };
  const threads = Array.from({ length: count }, () => startThread(shared));
  let next = 0;
  return {
    make: (place) => threads[next++ % count].make(place),
    dispose: () => threads.forEach((thread) => thread.dispose()),
  };
}

interface Waiting {
  resolve(batch: Batch): void;
  reject(error: Error): void;
}

function startThread(setup: FeedWorkerSetup): BatchMaker {
  const worker = new Worker(import.meta.resolve("./feed_worker.ts"), { type: "module" });
  // A thread answers in the order in which it was asked.
  const waiting: Waiting[] = [];
  let failure: Error | undefined;
  worker.onmessage = ({ data }: MessageEvent<Batch>) => waiting.shift()!.resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    // The thread is gone and would leave later ones waiting for ever.
    failure = new Error(`A batch could not be made: ${event.message}`);
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.postMessage(setup);
  return {
    make: (place: BatchPlace) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage(place);
      }),
    dispose: () => worker.terminate(),
  };
}
