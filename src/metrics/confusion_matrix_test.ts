import assert from "node:assert/strict";
import { confusionMatrix } from "./confusion_matrix.ts";
import { predictedClasses } from "./probability_rows.ts";
import { readMetricsFixture } from "./testing/read_metrics_fixture.ts";

for (const { name, labels, probabilities, confusion } of readMetricsFixture().classification) {
  Deno.test(`confusionMatrix equals scikit-learn's: ${name}`, () => {
    const predicted = predictedClasses(probabilities.flat(), confusion.length);
    assert.deepEqual(confusionMatrix(labels, predicted, confusion.length), confusion);
  });
}

Deno.test("confusionMatrix counts [actual][predicted] and checks its input", () => {
  assert.deepEqual(confusionMatrix([0, 0, 1], [0, 1, 1], 2), [[1, 1], [0, 1]]);
  assert.throws(() => confusionMatrix([0], [0, 1], 2), /Expected 1 predictions/);
  assert.throws(() => confusionMatrix([0], [2], 2), RangeError);
});
