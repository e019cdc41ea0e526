/** A thread that makes a feed's batches. First message: what they are made of; then their places. */
/// <reference lib="deno.worker" />
import { type BatchPlace, type BatchSettings, makeBatch } from "./make_batch.ts";
import { createSampleMaker, type SampleMaker, type SampleSource } from "./sample_maker.ts";

/** What a thread is told first; the samples lie in shared memory. */
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
