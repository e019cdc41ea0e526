import assert from "node:assert/strict";
import fc from "fast-check";
import { paperAugmentation } from "../facecnn/augment_image.ts";
import type { Examples } from "./examples.ts";
import {
  type Batch,
  epochBatches,
  type Feed,
  type FeedOptions,
  inGroups,
  openFeed,
  startFeedWorkers,
} from "./feed.ts";
import type { FeedWorkerSetup } from "./feed_worker.ts";
import type { Augmentation } from "./run_config.ts";

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

const plan = fc.record({
  labels: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 200 }),
  batchSize: fc.integer({ min: 1, max: 64 }),
  seed: fc.nat(),
  epoch: fc.integer({ min: 1, max: 100 }),
});

Deno.test("unbalanced: every row once an epoch, batches full but the last", () => {
  fc.assert(
    fc.property(plan, ({ labels, ...options }) => {
      const batches = epochBatches(labels, { ...options, balanced: false });
      assert.deepEqual(batches.flat().sort((a, b) => a - b), labels.map((_, row) => row));
      for (const batch of batches.slice(0, -1)) assert.equal(batch.length, options.batchSize);
      assert.ok(batches.at(-1)!.length >= 1);
    }),
    { seed: 1 },
  );
});

Deno.test("balanced: as many rows, each class as often to within one, each row of a class in turn", () => {
  fc.assert(
    fc.property(plan, ({ labels, ...options }) => {
      const drawn = epochBatches(labels, { ...options, balanced: true }).flat();
      assert.equal(drawn.length, labels.length);
      const classes = new Set(labels);
      const rowCounts = labels.map((_, row) => drawn.filter((other) => other === row).length);
      const classCounts = [...classes].map((label) =>
        drawn.filter((row) => labels[row] === label).length
      );
      assert.ok(Math.max(...classCounts) - Math.min(...classCounts) <= 1, `${classCounts}`);
      for (const label of classes) {
        const own = rowCounts.filter((_, row) => labels[row] === label);
        assert.ok(Math.max(...own) - Math.min(...own) <= 1, `rows of ${label}: ${own}`);
      }
    }),
    { seed: 1 },
  );
});

Deno.test("seed and epoch fix the order, and another of either changes it", () => {
  const labels = Array.from({ length: 60 }, (_, row) => row % 3);
  for (const balanced of [true, false]) {
    const draw = (seed: number, epoch: number) =>
      epochBatches(labels, { batchSize: 16, balanced, seed, epoch });
    assert.deepEqual(draw(1, 1), draw(1, 1));
    assert.notDeepEqual(draw(1, 1), draw(1, 2));
    assert.notDeepEqual(draw(1, 1), draw(2, 1));
  }
});

Deno.test("F01: classes of more rows than a call takes arguments are balanced", () => {
  const labels = Array.from({ length: 300_000 }, (_, row) => row % 100 === 0 ? 1 : 0);
  const options = { batchSize: 1_000, balanced: true, seed: 1, epoch: 1 };
  const drawn = epochBatches(labels, options).flat();
  assert.equal(drawn.length, labels.length);
  assert.equal(drawn.filter((row) => labels[row] === 1).length, labels.length / 2);
});

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

// What threads make is compared with what is made here in feed_test.ts.
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

Deno.test("batches are grouped; what is left, or is smaller, goes by itself", async () => {
  const sizes = async (counts: number[], size: number) => {
    const batches = (async function* () {
      for (const count of counts) {
        yield { count, samples: new Float32Array(count), targets: new Float32Array(count) };
      }
    })();
    const groups = await Array.fromAsync(inGroups(batches, size));
    return groups.map((group) => group.map(({ count }) => count));
  };
  assert.deepEqual(await sizes([4, 4, 4, 4, 4, 3], 2), [[4, 4], [4, 4], [4], [3]]);
  assert.deepEqual(await sizes([4, 4, 3], 3), [[4], [4], [3]]);
  assert.deepEqual(await sizes([4, 4, 3], 1), [[4], [4], [3]]);
  assert.deepEqual(await sizes([], 2), []);
});
