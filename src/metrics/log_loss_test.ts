import assert from "node:assert/strict";
import { logLoss } from "./log_loss.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

for (const reference of readMetricsFixture().classification) {
  Deno.test(`logLoss equals scikit-learn's: ${reference.name}`, () => {
    const { labels, probabilities, confusion } = reference;
    assertClose(logLoss(probabilities, labels, confusion.length), reference.logLoss);
  });
}

Deno.test("logLoss needs a clip", () => {
  assert.throws(() => logLoss([], [], 2), /at least one clip/);
});
