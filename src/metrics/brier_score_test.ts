import assert from "node:assert/strict";
import { brierScore } from "./brier_score.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

for (const reference of readMetricsFixture().classification) {
  Deno.test(`brierScore equals scikit-learn's: ${reference.name}`, () => {
    const { labels, probabilities, confusion } = reference;
    assertClose(brierScore(probabilities, labels, confusion.length), reference.brierScore);
  });
}

Deno.test("brierScore spans 0 to 2", () => {
  assert.equal(brierScore([[1, 0]], [0], 2), 0);
  assert.equal(brierScore([[1, 0]], [1], 2), 2);
  assert.throws(() => brierScore([], [], 2), /at least one clip/);
});
