/// <reference lib="deno.worker" />
/**
 * A thread that makes a feed's batches. First message: what they are made of; then their places.
 */
import {
  type BatchPlace,
  type BatchSettings,
  createSampleMaker,
  makeBatch,
  type SampleMaker,
  type SampleSource,
} from "./make_batch.ts";

/** What a thread gets first; the samples lie in shared memory. */
export interface FeedWorkerSetup {
  source: SampleSource;
  settings: BatchSettings;
}

let setup: { settings: BatchSettings; makeSample: SampleMaker } | undefined;

self.onmessage = ({ data }: MessageEvent<FeedWorkerSetup | BatchPlace>) => {
  if ("source" in data) {
    setup = { settings: data.settings, makeSample: createSampleMaker(data.source) };
    return;
  }
  const batch = makeBatch(data, setup!.settings, setup!.makeSample);
  self.postMessage(batch, [batch.samples.buffer, batch.targets.buffer]);
};
