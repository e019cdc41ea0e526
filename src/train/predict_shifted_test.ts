import assert from "node:assert/strict";
import type { Examples } from "./examples.ts";
import { askedWithShifts } from "./predict_shifted.ts";

/** One picture of 3 by 3 with two channels: the row's number and the column's. */
const examples: Examples = {
  ids: ["a"],
  labels: [0],
  data: Uint8Array.from({ length: 18 }, (_, at) => at % 2 ? (at >> 1) % 3 : Math.floor(at / 6)),
  sampleShape: [3, 3, 2],
};

Deno.test("a picture is asked about as it is and moved towards each corner, its edges going on", async () => {
  const seen: number[][] = [];
  const predictor = {
    predict: ({ data }: Examples) => {
      seen.push([...data]);
      return Promise.resolve(Float32Array.of(seen.length, 0));
    },
  };
  assert.deepEqual(await askedWithShifts(predictor, 1).predict(examples), Float32Array.of(3, 0));
  assert.deepEqual(seen[0], [...examples.data]);
  // Down and to the right: the first row and column twice, the last ones gone.
  assert.deepEqual(seen[1], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1]);
  // Up and to the left.
  assert.deepEqual(seen[4], [1, 1, 1, 2, 1, 2, 2, 1, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2]);
  assert.equal(new Set(seen.map(String)).size, 5);
});

Deno.test("without pixels the predictor stays what it is", () => {
  const predictor = { predict: () => Promise.resolve(new Float32Array(0)) };
  assert.equal(askedWithShifts(predictor, undefined), predictor);
});
