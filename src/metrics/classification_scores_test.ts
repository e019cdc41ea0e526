import assert from "node:assert/strict";
import fc from "fast-check";
import { classificationScores, confusionMatrix } from "./classification_scores.ts";
import { predictedClasses } from "./probability_rows.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

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

for (const reference of readMetricsFixture().classification) {
  Deno.test(`classificationScores equals scikit-learn's: ${reference.name}`, () => {
    const scores = classificationScores(reference.confusion);
    assertClose(scores.accuracy, reference.accuracy);
    assertClose(scores.macroPrecision, reference.macroPrecision);
    assertClose(scores.macroRecall, reference.macroRecall);
    assertClose(scores.macroF1, reference.macroF1);
    for (const name of ["macroPrecision", "macroRecall", "macroF1"] as const) {
      assertClose(scores.scikitLearn[name], reference.scikitLearn[name]);
    }
    scores.perClass.forEach(({ precision, recall, f1, support }, index) => {
      assertClose(precision, reference.precision[index]);
      assertClose(recall, reference.recall[index]);
      assertClose(f1, reference.f1[index]);
      assert.equal(support, reference.support[index]);
    });
  });
}

Deno.test("classificationScores are fractions, and all 1 on a diagonal", () => {
  const matrix = fc.array(fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }), {
    minLength: 3,
    maxLength: 3,
  });
  fc.assert(fc.property(matrix, (confusion) => {
    const { perClass: _, scikitLearn, ...means } = classificationScores(confusion);
    assert.ok(
      [means, scikitLearn].flatMap((own) => Object.values(own)).every((value) =>
        value >= 0 && value <= 1 + 1e-12
      ),
    );
  }));
  assert.equal(classificationScores([[3, 0], [0, 1]]).macroF1, 1);
  assert.equal(classificationScores([[0, 0], [0, 0]]).accuracy, 0);
});

Deno.test("a class that no clip has costs nothing by itself, one called wrongly costs precision", () => {
  // Of four classes a speaker spoke two, all rightly told.
  const silent = classificationScores([[5, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 3]]);
  assert.deepEqual([silent.macroPrecision, silent.macroRecall, silent.macroF1], [1, 1, 1]);
  const strayed = classificationScores([[4, 1, 0], [0, 0, 0], [0, 0, 5]]);
  assert.deepEqual([strayed.macroRecall, strayed.macroPrecision], [0.9, 1]);
  assert.equal(strayed.scikitLearn.macroRecall, (0.8 + 0 + 1) / 3);
});
