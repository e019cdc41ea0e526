/** The ridge of training against scikit-learn's logistic regression (bench/parity/ridge.py). */
import assert from "node:assert/strict";
import { selectEngine } from "../engine/select_engine.ts";
import { createLearner } from "./learner.ts";
import { buildNetwork } from "./network_config.ts";
import fixture from "./ridge_fixture.json" with { type: "json" };

Deno.test("logistic regression under a ridge is scikit-learn's", async () => {
  await selectEngine({ engine: "tensorflow" });
  const { inputs, labels, l2 } = fixture;
  const linear = { kind: "denseFunctionals", inputDropout: 0, dropout: 0 } as const;
  const learner = createLearner(buildNetwork({ ...linear, units: [] }, [1, 2], 3, 1), { l2 });
  const samples = Float32Array.from(inputs.flat());
  const targets = Float32Array.from(
    labels.flatMap((own) => [0, 1, 2].map((each) => +(each === own))),
  );
  const batch = { count: labels.length, samples, targets };
  for (let step = 0; step < 1500; step++) {
    await learner.trainStep(batch, { learningRate: 0.02 * 0.996 ** step, dropoutSeed: [1, step] });
  }
  const found = await learner.predict({
    ids: labels.map(String),
    labels,
    data: samples,
    sampleShape: [1, 2],
  });
  fixture.probabilities.flat().forEach((value, at) =>
    assert.ok(Math.abs(found[at] - value) < 1e-4, `${found[at]}, not ${value}`)
  );
  learner.dispose();
});
