import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import {
  answeredAt,
  calibrated,
  calibrationSchema,
  clipsKnown,
  COVERAGE,
  fitCalibration,
  judgeLine,
  withLoneClips,
} from "./judge.ts";

/** A network that is right with the probability that it says, and one that says it too loudly. */
function madePredictions(count: number, sharpness: number) {
  const random = createRandom(11);
  const labels: number[] = [];
  const rows: number[] = [];
  for (let at = 0; at < count; at++) {
    const share = 0.5 + 0.45 * random.uniform();
    const called = random.integer(0, 1);
    labels.push(random.uniform() < share ? called : 1 - called);
    const loud = share ** sharpness / (share ** sharpness + (1 - share) ** sharpness);
    rows.push(...called ? [1 - loud, loud] : [loud, 1 - loud]);
  }
  return { labels, rows };
}

Deno.test("calibration finds how much too loud a network is, and answers at the stated coverage", () => {
  const { labels, rows } = madePredictions(4000, 3);
  const line = fitCalibration("nothing", rows, labels, 2);
  assert.ok(Math.abs(line.temperature - 3) < 0.3, `${line.temperature}`);
  assert.deepEqual(calibrationSchema.parse({ lines: [line] }), { lines: [line] });
  assert.ok(Math.abs(line.validation.coverage - COVERAGE) < 0.01);
  const found = calibrated(rows, line, 2);
  const metrics = evaluatePredictions(found, labels, ["a", "b"]);
  const before = evaluatePredictions(rows, labels, ["a", "b"]);
  assert.equal(metrics.accuracy, before.accuracy);
  assert.ok(metrics.expectedCalibrationError < 0.03 && before.expectedCalibrationError > 0.1);
  // Those that are answered are right more often than all.
  assert.ok(line.validation.accuracy! > metrics.accuracy);
  const all = answeredAt(0, found, labels, 2);
  assert.deepEqual(all, { clips: 4000, coverage: 1, accuracy: metrics.accuracy });
  assert.deepEqual(answeredAt(1.1, found, labels, 2), { clips: 0, coverage: 0, accuracy: null });
});

Deno.test("few clips that are all right do not make a network certain", () => {
  const { temperature } = fitCalibration("nothing", [0.6, 0.4, 0.3, 0.7], [0, 1], 2);
  const [first] = calibrated([0.6, 0.4], { temperature }, 2);
  // Of four clips, two of them made up, three would be right.
  assert.ok(first > 0.6 && first < 0.8, `${first}`);
});

Deno.test("without a calibration probabilities stay", () => {
  assert.deepEqual([...calibrated([0.25, 0.75], undefined, 2)], [0.25, 0.75]);
});

Deno.test("a lone clip stands as nothing known; the others' count is their speakers' median", () => {
  const ids = ["x1", "y1", "x2", "z1", "z2", "z3"];
  const speakerOf = (id: string) => id[0];
  const known = Float64Array.from({ length: 12 }, (_, at) => at);
  const alone = known.map((value) => -value);
  assert.deepEqual(
    [...withLoneClips(known, alone, ids, speakerOf)],
    [0, 1, -2, -3, 4, 5, 6, 7, 8, 9, 10, 11],
  );
  assert.equal(withLoneClips(known, undefined, ids, speakerOf), known);
  assert.equal(clipsKnown("unlabelled", ids, speakerOf), 2);
  assert.equal(clipsKnown("nothing", ids, speakerOf), null);
  const probabilities = Float64Array.of(0.9, 0.1, 0.2, 0.8);
  const line = judgeLine({ ids: ["x1", "x2"], labels: [0, 0] }, probabilities, {
    ...{ knowledge: "unlabelled", headline: "nothing" } as const,
    ...{ classes: ["a", "b"], speakerOf },
  });
  assert.deepEqual(
    [line.knowledge, line.clips, line.predictions, line.accuracy],
    ["unlabelled", 2, "predictions-unlabelled.csv", 0.5],
  );
});
