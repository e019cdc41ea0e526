import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../base/random.ts";
import {
  createImageAugmenter,
  eraseRectangle,
  type ImageAugmentation,
  imageAugmentationSchema,
  noAugmentation,
  paperAugmentation,
} from "./augment_image.ts";

const SIZE = 48;

/** A picture of noise: nothing in it is symmetric by chance. */
function picture(seed: number, size = SIZE): Uint8Array {
  const random = createRandom(seed, "picture");
  return Uint8Array.from({ length: size * size }, () => random.integer(0, 255));
}

function augment(config: ImageAugmentation, source: Uint8Array, seed: number): Float32Array {
  const out = new Float32Array(source.length);
  createImageAugmenter(Math.sqrt(source.length), config)(source, createRandom(seed), out);
  return out;
}

/** Any augmentation, gentle or wild. */
const anyConfig: fc.Arbitrary<ImageAugmentation> = fc.record({
  flip: fc.boolean(),
  shift: fc.double({ min: 0, max: 0.9, noNaN: true }),
  rotateDegrees: fc.double({ min: 0, max: 180, noNaN: true }),
  zoom: fc.double({ min: 0, max: 0.9, noNaN: true }),
  brightness: fc.double({ min: 0, max: 1, noNaN: true }),
  contrast: fc.double({ min: 0, max: 1, noNaN: true }),
  noise: fc.double({ min: 0, max: 1, noNaN: true }),
  elastic: fc.record({
    amplitudePixels: fc.double({ min: 0, max: 20, noNaN: true }),
    sigmaPixels: fc.double({ min: 0.5, max: 60, noNaN: true }),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  erase: fc.record({
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    largestShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
  }),
});

Deno.test("without augmentation a picture is its pixels divided by 255, exactly", () => {
  const every = Uint8Array.from({ length: 256 }, (_, value) => value);
  assert.deepEqual(augment(noAugmentation, every, 1), Float32Array.from(every, (v) => v / 255));
  const source = picture(2);
  assert.deepEqual(augment(noAugmentation, source, 1), Float32Array.from(source, (v) => v / 255));
});

Deno.test("whatever is requested, pixels stay within 0…1 and the random stream fixes them", () => {
  fc.assert(
    fc.property(anyConfig, fc.integer({ min: 0 }), fc.integer({ min: 2, max: 50 }), (
      config,
      seed,
      size,
    ) => {
      assert.ok(imageAugmentationSchema.safeParse(config).success);
      const source = picture(seed, size);
      const found = augment(config, source, seed);
      assert.ok(found.every((value) => value >= 0 && value <= 1));
      assert.deepEqual(augment(config, source, seed), found);
    }),
    { numRuns: 150 },
  );
});

Deno.test("one augmenter gives what a fresh one gives: nothing is kept between pictures", () => {
  const once = createImageAugmenter(SIZE, paperAugmentation);
  const out = new Float32Array(SIZE * SIZE);
  for (const seed of [1, 2, 3, 4]) once(picture(seed), createRandom(seed), out);
  assert.deepEqual(out, augment(paperAugmentation, picture(4), 4));
  assert.notDeepEqual(out, augment(paperAugmentation, picture(4), 5));
});

Deno.test("half of the pictures are mirrored, and mirroring twice gives the picture back", () => {
  const source = picture(3);
  const plain = Float32Array.from(source, (value) => value / 255);
  const asBytes = (image: Float32Array) => Uint8Array.from(image, (value) => value * 255 + 0.5);
  let mirrored = 0;
  for (let seed = 0; seed < 200; seed++) {
    const found = augment({ ...noAugmentation, flip: true }, source, seed);
    if (found.every((value, i) => value === plain[i])) continue;
    mirrored++;
    found.forEach((value, i) => assert.equal(value, plain[i - (i % SIZE) + SIZE - 1 - (i % SIZE)]));
    assert.deepEqual(augment({ ...noAugmentation, flip: true }, asBytes(found), seed), plain);
  }
  assert.ok(mirrored > 70 && mirrored < 130, `${mirrored} of 200`);
});

Deno.test("brightness moves the mean, contrast the deviation about it, noise neither", () => {
  const source = Uint8Array.from(picture(4), (value) => 96 + value / 4);
  const before = moments(Float32Array.from(source, (value) => value / 255));
  const spread = (config: Partial<ImageAugmentation>) => {
    const found = Array.from(
      { length: 100 },
      (_, seed) => moments(augment({ ...noAugmentation, ...config }, source, seed)),
    );
    const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
    return {
      mean: range(found.map(({ mean }) => mean - before.mean)),
      deviation: range(found.map(({ deviation }) => deviation / before.deviation)),
    };
  };
  const near = (found: number[], wanted: number[], tolerance: number) =>
    found.forEach((value, i) =>
      assert.ok(Math.abs(value - wanted[i]) < tolerance, `${found} is not near ${wanted}`)
    );
  const bright = spread({ brightness: 0.2 });
  near(bright.mean, [-0.2, 0.2], 0.02);
  near(bright.deviation, [1, 1], 1e-4);
  const contrasted = spread({ contrast: 0.3 });
  near(contrasted.mean, [0, 0], 1e-5);
  near(contrasted.deviation, [0.7, 1.3], 0.03);
  const noisy = spread({ noise: 0.1 });
  near(noisy.mean, [0, 0], 0.01);
  near(noisy.deviation, [1, Math.hypot(before.deviation, 0.1) / before.deviation], 0.1);
});

function moments(image: Float32Array): { mean: number; deviation: number } {
  const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
  const variance = image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length;
  return { mean, deviation: Math.sqrt(variance) };
}

Deno.test("pictures of another size are a user's mistake", () => {
  const wrong = { name: "UserError", message: /Expected pictures of/ };
  assert.throws(() => createImageAugmenter(1, noAugmentation), wrong);
  const augmenter = createImageAugmenter(SIZE, noAugmentation);
  const out = new Float32Array(SIZE * SIZE);
  assert.throws(() => augmenter(new Uint8Array(47 * 48), createRandom(1), out), wrong);
});

Deno.test("both ready augmentations are allowed; unknown or odd ones are not", () => {
  for (const config of [noAugmentation, paperAugmentation]) {
    assert.deepEqual(imageAugmentationSchema.parse(config), config);
    assert.ok(!imageAugmentationSchema.safeParse({ ...config, zoom: 1 }).success);
    assert.ok(!imageAugmentationSchema.safeParse({ ...config, hue: 0.1 }).success);
  }
});

/** Rows and columns of the rectangle that an erased picture lost; null where it lost none. */
function erased(largestShare: number, seed: number) {
  // Noise is below 1, so that 2 marks what is left.
  const image = new Float32Array(SIZE * SIZE).fill(2);
  eraseRectangle(image, SIZE, largestShare, createRandom(seed));
  const places = [...image.keys()].filter((i) => image[i] !== 2);
  if (places.length === 0) return null;
  const rows = places.map((i) => Math.floor(i / SIZE)), columns = places.map((i) => i % SIZE);
  const height = Math.max(...rows) - Math.min(...rows) + 1;
  const width = Math.max(...columns) - Math.min(...columns) + 1;
  const values = places.map((i) => image[i]);
  return { height, width, count: places.length, values };
}

Deno.test("what is lost is one rectangle of the paper's area and aspect, full of noise", () => {
  let fromSmallest = 1, toLargest = 0;
  for (let seed = 0; seed < 300; seed++) {
    const found = erased(0.4, seed);
    assert.ok(found !== null);
    const { height, width, count, values } = found;
    assert.equal(count, height * width);
    const share = count / SIZE ** 2;
    // Sides are rounded to whole pixels.
    assert.ok(share > 0.015 && share < 0.42, `${share}`);
    assert.ok(height / width > 0.25 && height / width < 4);
    assert.ok(values.every((value) => value >= 0 && value < 1));
    fromSmallest = Math.min(fromSmallest, share);
    toLargest = Math.max(toLargest, share);
  }
  assert.ok(fromSmallest < 0.05 && toLargest > 0.35);
});

Deno.test("rectangles as large as the picture do not reach beyond it", () => {
  for (let seed = 0; seed < 100; seed++) {
    const found = erased(0.999, seed);
    assert.ok(found !== null);
    assert.equal(found.count, found.height * found.width);
  }
});
