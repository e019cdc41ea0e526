import assert from "node:assert/strict";
import { UserError } from "../base/user_error.ts";
import { viewBins } from "../dsp/feature_extractor.ts";
import { selectEngine } from "../engine/select_engine.ts";
import {
  type DiscriminantConfig,
  discriminantSchema,
  fitDiscriminant,
  type LinearWeights,
} from "./discriminant.ts";
import fixture from "./discriminant_fixture.json" with { type: "json" };
import type { Examples } from "./examples.ts";
import { createTraining, fit } from "./fit.ts";
import type { RunConfig } from "./run_config.ts";

await selectEngine();

const classes = 3;
const config: DiscriminantConfig = {
  shrinkage: { nothing: fixture.shrinkage, unlabelled: fixture.shrinkage },
};
const examples: Examples = {
  ids: fixture.labels.map((_, at) => `clip ${at}`),
  labels: fixture.labels,
  speakers: fixture.speakers.map(String),
  data: Float32Array.from(fixture.data.flat()),
  sampleShape: [1, 4],
};

function ask({ kernel, bias }: LinearWeights, row: readonly number[]): number[] {
  const logits = [...bias].map((value, label) =>
    row.reduce((sum, feature, at) => sum + feature * kernel[at * bias.length + label], value)
  );
  const weights = logits.map(Math.exp);
  return weights.map((weight) => weight / weights.reduce((sum, own) => sum + own, 0));
}

function near(found: readonly number[], wanted: readonly number[], tolerance = 1e-5) {
  found.forEach((value, at) =>
    assert.ok(Math.abs(value - wanted[at]) < tolerance, `${found}, not ${wanted}`)
  );
}

Deno.test("probabilities are those of scikit-learn's discriminant analysis", () => {
  const weights = fitDiscriminant(examples, { classes, config });
  fixture.asked.forEach((row, at) => near(ask(weights, row), fixture.probabilities[at]));
});

Deno.test("a speaker with more clips of a class counts no more than another", () => {
  const rows = fixture.labels.map((label, at) => ({ at, own: label === 1 && at % 18 < 6 }));
  const again = [...rows, ...rows.filter(({ own }) => own), ...rows.filter(({ own }) => own)];
  const more: Examples = {
    ids: again.map(({ at }, place) => `${at} ${place}`),
    labels: again.map(({ at }) => fixture.labels[at]),
    speakers: again.map(({ at }) => String(fixture.speakers[at])),
    data: Float32Array.from(again.flatMap(({ at }) => fixture.data[at])),
    sampleShape: [1, 4],
  };
  const weights = fitDiscriminant(more, { classes, config });
  near([...weights.kernel], [...fitDiscriminant(examples, { classes, config }).kernel]);
  const unknown = fitDiscriminant({ ...more, speakers: undefined }, { classes, config });
  assert.ok(Math.abs(unknown.bias[1] - weights.bias[1]) > 1e-3);
});

Deno.test("groups of columns have the mean of their discriminants", () => {
  const groups = [[0, 1], [1, 2, 3]];
  const whole = fitDiscriminant(examples, { classes, config, groups });
  const parts = groups.map((group) =>
    fitDiscriminant({
      ...examples,
      data: Float32Array.from(fixture.data.flatMap((row) => group.map((column) => row[column]))),
      sampleShape: [1, group.length],
    }, { classes, config })
  );
  for (const row of fixture.asked) {
    const logits = parts.map(({ kernel, bias }, at) =>
      [...bias].map((value, label) =>
        groups[at].reduce(
          (sum, column, place) => sum + row[column] * kernel[place * classes + label],
          value,
        )
      )
    );
    const weights = logits[0].map((value, label) => Math.exp((value + logits[1][label]) / 2));
    const sum = weights.reduce((all, own) => all + own, 0);
    near(ask(whole, row), weights.map((weight) => weight / sum));
  }
});

/** Each row as an unknown speaker's, then, doubled, as one of a known speaker. */
function inViews(): Examples {
  const empty = [0, 0, 0, 0];
  const rows = [
    ...fixture.data.map((row) => [...row, ...empty, 0]),
    ...fixture.data.map((row) => [...empty, ...row.map((value) => 2 * value), 1]),
  ];
  return {
    ids: [...examples.ids, ...examples.ids],
    labels: [...examples.labels, ...examples.labels],
    speakers: [...examples.speakers!, ...examples.speakers!],
    data: Float32Array.from(rows.flat()),
    sampleShape: [1, viewBins(4)],
  };
}

Deno.test("unknown and known speakers have weights of their own", () => {
  const weights = fitDiscriminant(inViews(), { classes, config, views: true });
  fixture.asked.forEach((row, at) => {
    near(ask(weights, [...row, 0, 0, 0, 0, 0]), fixture.probabilities[at]);
    const doubled = row.map((value) => 2 * value);
    near(ask(weights, [0, 0, 0, 0, ...doubled, 1]), fixture.probabilities[at]);
  });
});

Deno.test("a class without examples is named", () => {
  assert.throws(
    () => fitDiscriminant(examples, { classes: 4, config }),
    (error) => error instanceof UserError && error.message.includes("class 4 of 4"),
  );
});

Deno.test("a training in closed form is one epoch that ends with these weights", async () => {
  const run = {
    features: null,
    network: { kind: "denseFunctionals", units: [], inputDropout: 0, dropout: 0 },
    training: {
      ...{ learningRate: 1, epochs: 1, batchSize: 8, balanced: true, precision: "float32" },
      schedule: { kind: "plateau", factor: 0.5, patience: 1, leastChange: 0 },
      ...{ earlyStopping: { patience: 1 }, discriminant: config },
    },
    seed: 1,
  } as unknown as RunConfig;
  const training = createTraining(run, examples, classes);
  try {
    const { history, finished } = await fit({
      ...training,
      ...{ validation: examples, config: run.training, seed: 1, title: "", quiet: true },
    });
    assert.ok(finished);
    const asked: Examples = {
      ...{ ids: ["a", "b", "c", "d", "e"], labels: [0, 0, 0, 0, 0] },
      ...{ data: Float32Array.from(fixture.asked.flat()), sampleShape: [1, 4] },
    };
    near([...await training.learner.predict(asked)], fixture.probabilities.flat());
    const [{ epoch, trainAccuracy, validationAccuracy, trainLoss, validationLoss }] = history;
    assert.deepEqual([history.length, epoch], [1, 1]);
    assert.ok(trainAccuracy > 0.6);
    assert.deepEqual([validationAccuracy, validationLoss], [trainAccuracy, trainLoss]);
  } finally {
    training.dispose();
  }
});

Deno.test("a discriminant's shrinkage is above 0 and at most a million, for both kinds of speakers", () => {
  const isRight = (nothing: number, unlabelled: number) =>
    discriminantSchema.safeParse({ shrinkage: { nothing, unlabelled } }).success;
  assert.ok(isRight(0.1, 2) && isRight(1e6, 1e6));
  for (const wrong of [0, -1, 1e6 + 1, NaN]) {
    assert.ok(!isRight(wrong, 1) && !isRight(1, wrong), String(wrong));
  }
  assert.ok(!discriminantSchema.safeParse({ shrinkage: { nothing: 1 } }).success);
});
