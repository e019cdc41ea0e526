import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { eraseRectangle } from "./erase_rectangle.ts";

const SIZE = 48;

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
