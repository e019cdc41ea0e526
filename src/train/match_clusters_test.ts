import assert from "node:assert/strict";
import { clusterPurity, matchClusters } from "./match_clusters.ts";
import { separableExamples } from "./testing/separable_examples.ts";

const examples = separableExamples({ rows: 90, classes: 3, sampleShape: [1, 32], seed: 1 });
const classes = ["calm", "happy", "sad"];

/** Right for most clips of a class, wrong and surer for a third of them. */
function opinions(wrong: (label: number) => number) {
  const probabilities = new Float64Array(90 * 3).fill(0.1);
  examples.labels.forEach((label, row) => {
    const isWrong = Math.floor(row / 3) % 3 === 0;
    if (isWrong) probabilities[row * 3 + wrong(label)] = 0.85;
    else probabilities[row * 3 + label] = 0.8;
  });
  return { ids: examples.ids, classes, probabilities };
}

const likeliest = (values: Float64Array, row: number) => {
  const own = [...values.subarray(row * 3, row * 3 + 3)];
  return own.indexOf(Math.max(...own));
};

Deno.test("a cluster's clips outvote those of them that are mistaken", () => {
  const { ids, probabilities } = matchClusters(examples, opinions((label) => (label + 1) % 3), 1);
  assert.deepEqual(ids, examples.ids);
  examples.labels.forEach((label, row) => assert.equal(likeliest(probabilities, row), label));
  for (let row = 0; row < 90; row++) {
    const sum = probabilities.subarray(row * 3, row * 3 + 3).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 1) < 1e-12);
  }
});

Deno.test("two clusters that look like one class share two classes", () => {
  // Who is sad is mostly held to be happy, but less surely so than who is happy.
  const probabilities = Float64Array.from(
    examples.labels.flatMap((label) =>
      [[0.9, 0.05, 0.05], [0.1, 0.8, 0.1], [0.1, 0.5, 0.4]][label]
    ),
  );
  const found = matchClusters(examples, { ids: examples.ids, classes, probabilities }, 1);
  examples.labels.forEach((label, row) => assert.equal(likeliest(found.probabilities, row), label));
});

Deno.test("purity is 1 where classes lie apart and chance where labels say nothing", () => {
  assert.equal(clusterPurity(examples, 3, 1), 1);
  const labels = examples.labels.map((_, row) => Math.floor(row / 3) % 3);
  const purity = clusterPurity({ ...examples, labels }, 3, 1);
  assert.ok(purity < 0.5, String(purity));
});
