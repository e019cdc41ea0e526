/** A worker: in by message, a configuration and then batches of paths; out, their features. */
import { UserError } from "../base/user_error.ts";
import type { FeatureConfig } from "./feature_config.ts";
import {
  createFeatureExtractor,
  extractBatch,
  type FeatureExtractor,
} from "./feature_extractor.ts";

/** What the pool requests. */
export type FeatureRequest = { config: FeatureConfig } | { paths: string[] };

/** What the worker answers to a batch: [clips, frames, bins], or why not. */
export type FeatureAnswer = { data: Float32Array } | { error: string; userError: boolean };

// The types known here are a window's, not a worker's.
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<FeatureRequest>) => void;
  postMessage(answer: FeatureAnswer, transfer: ArrayBuffer[]): void;
};

let extractor: FeatureExtractor;

scope.onmessage = ({ data: request }) => {
  // What is thrown here ends the worker.
  if ("config" in request) extractor = createFeatureExtractor(request.config);
  else answer(request.paths);
};

/** Answers come in the order of the requests only where these take turns. */
let last: Promise<void> = Promise.resolve();

function answer(paths: string[]): void {
  last = last.then(async () => {
    try {
      const data = await extractBatch(extractor, paths);
      scope.postMessage({ data }, [data.buffer]);
    } catch (error) {
      const { message, stack } = error as Error;
      const userError = error instanceof UserError;
      scope.postMessage({ error: userError ? message : stack ?? message, userError }, []);
    }
  });
}
