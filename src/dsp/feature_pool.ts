/** In: batches of audio files. Out: their features, computed in workers or in this thread. */
import { UserError } from "../base/user_error.ts";
import { createFeatureExtractor } from "./create_feature_extractor.ts";
import { extractBatch } from "./extract_batch.ts";
import type { FeatureConfig } from "./feature_config.ts";
import type { FeatureAnswer } from "./feature_worker.ts";

/** Computes features until closed. */
export interface FeaturePool {
  /** How many batches to ask for at once so that nobody waits. */
  batchesAtOnce: number;
  /** Features of the files at `paths`, [clips, frames, bins]; rejects with a UserError. */
  extract(paths: string[]): Promise<Float32Array>;
  /** Ends the workers; batches under way never finish. */
  close(): void;
}

/** A pool of `workers` threads; one means this thread. What they compute is the same. */
export function createFeaturePool(config: FeatureConfig, workers: number): FeaturePool {
  return workers > 1 ? poolOfWorkers(config, workers) : poolOfThisThread(config);
}

function poolOfThisThread(config: FeatureConfig): FeaturePool {
  const extractor = createFeatureExtractor(config);
  return {
    batchesAtOnce: 1,
    // A turn of the event loop before each batch lets progress, Ctrl-C and servers live.
    extract: (paths) =>
      new Promise((resolve, reject) =>
        setTimeout(() => {
          try {
            resolve(extractBatch(extractor, paths));
          } catch (error) {
            reject(error);
          }
        })
      ),
    close: () => {},
  };
}

/** Someone who waits for a worker's next answer. */
type Waiting = { resolve(data: Float32Array): void; reject(error: Error): void };

function poolOfWorkers(config: FeatureConfig, count: number): FeaturePool {
  const members = Array.from({ length: count }, () => startWorker(config));
  return {
    // One under way and one waiting for each, so that none idles while results are taken.
    batchesAtOnce: 2 * count,
    extract: (paths) => {
      const idlest = members.reduce((a, b) => b.waiting.length < a.waiting.length ? b : a);
      return new Promise((resolve, reject) => {
        if (idlest.failure) return reject(idlest.failure);
        idlest.waiting.push({ resolve, reject });
        idlest.worker.postMessage({ paths });
      });
    },
    close: () => members.forEach(({ worker }) => worker.terminate()),
  };
}

/** A thread, who waits for it, and why it is gone. */
interface Member {
  worker: Worker;
  waiting: Waiting[];
  failure?: Error;
}

function startWorker(config: FeatureConfig): Member {
  const worker = new Worker(new URL("./feature_worker.ts", import.meta.url), { type: "module" });
  const waiting: Waiting[] = [];
  const member: Member = { worker, waiting };
  worker.onmessage = ({ data: answer }: MessageEvent<FeatureAnswer>) => {
    const { resolve, reject } = waiting.shift()!;
    if ("data" in answer) return resolve(answer.data);
    reject(answer.userError ? new UserError(answer.error) : new Error(answer.error));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    // It would leave later batches waiting for ever.
    const failure = new Error(`A worker for features failed: ${event.message}`);
    member.failure = failure;
    waiting.splice(0).forEach(({ reject }) => reject(failure));
  };
  worker.postMessage({ config });
  return member;
}
