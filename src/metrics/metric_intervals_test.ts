import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { evaluatePredictions } from "./evaluate_predictions.ts";
import { bootstrapInterval } from "./intervals.ts";
import { intervalMetrics, metricIntervals } from "./metric_intervals.ts";

/** Predictions that are often right, with ties among their scores. */
function drawnPredictions(count: number) {
  const random = createRandom(3, "predictions");
  const labels = Array.from({ length: count }, () => random.integer(0, 2));
  const probabilities = labels.map((label) => {
    const raw = [0, 1, 2].map((own) => random.integer(1, 6) + (own === label ? 3 : 0));
    const sum = raw.reduce((total, value) => total + value, 0);
    return raw.map((value) => value / sum);
  });
  return { labels, probabilities };
}

Deno.test("intervals are those of evaluatePredictions on the resampled clips", () => {
  const { labels, probabilities } = drawnPredictions(60);
  const groups = labels.map((_, clip) => `speaker ${clip % 7}`);
  for (const by of [undefined, groups]) {
    const found = metricIntervals({
      labels,
      probabilities,
      classCount: 3,
      groups: by,
      resamples: 50,
    });
    for (const name of intervalMetrics) {
      const naive = bootstrapInterval({
        count: labels.length,
        groups: by,
        resamples: 50,
        statistic: (at) => {
          const own = [...at].map((clip) => probabilities[clip]);
          return evaluatePredictions(own, [...at].map((clip) => labels[clip]), ["a", "b", "c"])[
            name
          ] ?? NaN;
        },
      });
      assert.ok(Math.abs(found[name]!.low - naive.low) < 1e-12, name);
      assert.ok(Math.abs(found[name]!.high - naive.high) < 1e-12, name);
    }
  }
});

Deno.test("a metric without a value has no interval", () => {
  const found = metricIntervals({ probabilities: [[1, 0], [0, 1]], labels: [0, 0], classCount: 2 });
  assert.equal(found.aucProbability, null);
  assert.equal(found.aucHardLabel, null);
  assert.ok(found.accuracy!.low <= 0.5 && found.accuracy!.high >= 0.5);
});
