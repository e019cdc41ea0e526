import assert from "node:assert/strict";
import { paperAugmentation } from "../../facecnn/augment_image.ts";
import type { FeedWorkerSetup } from "./feed_worker.ts";
import { startFeedWorkers } from "./start_feed_workers.ts";

/** What no thread can do: pictures are varied of whole numbers alone. */
const broken: FeedWorkerSetup = {
  source: {
    data: new Float32Array(8),
    sampleShape: [2, 2, 1],
    augmentation: { kind: "image", image: paperAugmentation },
  },
  settings: { seed: 1, labels: [0, 1], classes: 2, sampleSize: 4, labelSmoothing: 0, mixup: 0 },
};
const place = { epoch: 1, step: 0, rows: [0, 1] };

// What threads make is compared with what is made here in open_feed_test.ts.
Deno.test("a thread that breaks ends those who wait for it, and those who come later", async () => {
  const { make, dispose } = startFeedWorkers(broken, 1);
  const message = /A batch could not be made: .*Expected images to augment/;
  await assert.rejects(make(place), { message });
  await assert.rejects(make(place), { message });
  dispose();
});

Deno.test("a thread that broke before anybody asked says so too", async () => {
  const { make, dispose } = startFeedWorkers(broken, 1);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await assert.rejects(make(place), { message: /could not be made/ });
  dispose();
});
