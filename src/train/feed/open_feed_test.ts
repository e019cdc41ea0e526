import assert from "node:assert/strict";
import { paperAugmentation } from "../../facecnn/augment_image.ts";
import type { Augmentation } from "../augmentation.ts";
import type { Examples } from "../examples.ts";
import type { Batch, Feed } from "./feed.ts";
import { type FeedOptions, openFeed } from "./open_feed.ts";

const SIZE = 8;
const images: Examples = {
  ids: Array.from({ length: 10 }, (_, row) => `image ${row}`),
  labels: Array.from({ length: 10 }, (_, row) => row % 3),
  data: Uint8Array.from({ length: 10 * SIZE * SIZE }, (_, at) => (at * 37) % 256),
  sampleShape: [SIZE, SIZE, 1],
};
const augmentation: Augmentation = { kind: "image", image: paperAugmentation };
const options: FeedOptions = { config: { batchSize: 4, balanced: false }, classes: 3, seed: 5 };

async function take(feed: Feed, epoch: number): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of feed.epoch(epoch)) batches.push(batch);
  return batches;
}

Deno.test("an epoch takes each sample once, in another order the next time", async () => {
  const feed = openFeed(images, options);
  assert.equal(feed.steps, 3);
  const [first, second] = [await take(feed, 1), await take(feed, 2)];
  assert.deepEqual(first.map(({ count }) => count), [4, 4, 2]);
  const sorted = (batches: Batch[]) =>
    batches.flatMap(({ count, samples }) =>
      Array.from(
        { length: count },
        (_, row) => [...samples.subarray(row * SIZE * SIZE, (row + 1) * SIZE * SIZE)].join(),
      )
    ).sort();
  const stored = Array.from(
    { length: 10 },
    (_, row) =>
      [...(images.data as Uint8Array).subarray(row * SIZE * SIZE, (row + 1) * SIZE * SIZE)]
        .map((value) => Math.fround(value / 255)).join(),
  ).sort();
  assert.deepEqual(sorted(first), stored);
  assert.deepEqual(sorted(second), stored);
  assert.notDeepEqual(first, second);
  assert.deepEqual(await take(feed, 1), first);
  feed.dispose();
});

Deno.test("batches are the same here and in one, two or three threads", async () => {
  const config = { ...options.config, mixup: 0.4, labelSmoothing: 0.1 };
  const take1 = async (workers: number) => {
    const feed = openFeed(images, { ...options, config, augmentation, workers });
    try {
      return await take(feed, 3);
    } finally {
      feed.dispose();
    }
  };
  const here = await take1(0);
  for (const workers of [1, 2, 3]) assert.deepEqual(await take1(workers), here);
  for (const { count, targets } of here) {
    for (let row = 0; row < count; row++) {
      const sum = targets.subarray(row * 3, row * 3 + 3).reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum - 1) < 1e-6);
    }
  }
});

Deno.test("smoothed targets keep a share for every class", async () => {
  const feed = openFeed(images, { ...options, config: { ...options.config, labelSmoothing: 0.3 } });
  const [{ targets }] = await take(feed, 1);
  const values = [...new Set([...targets].map((value) => value.toFixed(6)))].sort();
  assert.deepEqual(values, ["0.100000", "0.800000"]);
  feed.dispose();
});

Deno.test("an epoch that is left in the middle leaves a feed that goes on", async () => {
  const feed = openFeed(images, { ...options, augmentation });
  for await (const _ of feed.epoch(1)) break;
  const whole = await take(feed, 2);
  assert.equal(whole.length, 3);
  const other = openFeed(images, { ...options, augmentation });
  assert.deepEqual(await take(other, 2), whole);
  feed.dispose();
  other.dispose();
});

Deno.test("a failure in a thread reaches the one who waits", async () => {
  const wrong = { ...images, data: new Float32Array(10 * SIZE * SIZE) };
  const feed = openFeed(wrong, { ...options, augmentation });
  await assert.rejects(take(feed, 1), /A batch could not be made: .*Expected images/);
  feed.dispose();
});
