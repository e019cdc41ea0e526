import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { openFeed } from "./feed.ts";
import { DivergedError, fit, type FitOptions } from "./fit.ts";
import { createLearner } from "./learner.ts";
import { buildNetwork } from "./network_config.ts";
import type { TrainingConfig } from "./schedule.ts";
import { separableExamples } from "./testing/separable_examples.ts";
import { readVariables } from "./variables.ts";

await selectEngine({ engine: "xla", say: () => {} });

const SIZES = { classes: 3, sampleShape: [1, 5] };
const train = separableExamples({ ...SIZES, rows: 38, seed: 1 });
const validation = separableExamples({ ...SIZES, rows: 12, seed: 2 });

/** Four whole steps an epoch and a fifth with six samples; a rate of its own for each. */
const config: TrainingConfig = {
  learningRate: 0.01,
  epochs: 3,
  batchSize: 8,
  balanced: false,
  schedule: { kind: "cosine", warmUpEpochs: 1 },
  earlyStopping: { patience: 6 },
  precision: "float32",
};

interface Counted extends FitOptions {
  /** Steps that each call of the learner did. */
  calls: number[];
}

function options(
  { atOnce, data = train.data, ...change }: Partial<FitOptions> & {
    atOnce?: number;
    data?: typeof train.data;
  },
): Counted {
  const network = buildNetwork(
    { kind: "denseFunctionals", units: [], inputDropout: 0.2, dropout: 0 },
    [1, 5],
    3,
    1,
  );
  const own = createLearner(network, { weightDecay: 0.1 });
  const calls: number[] = [];
  const learner = {
    ...own,
    ...(atOnce === undefined ? {} : { stepsAtOnce: () => atOnce }),
    trainStep: (...given: Parameters<typeof own.trainStep>) => {
      calls.push(1);
      return own.trainStep(...given);
    },
    trainSteps: (...given: Parameters<typeof own.trainSteps>) => {
      calls.push(given[0].length);
      return own.trainSteps(...given);
    },
  };
  const feed = openFeed({ ...train, data }, { config, classes: 3, seed: 1 });
  return { learner, feed, validation, config, seed: 1, title: "", quiet: true, calls, ...change };
}

Deno.test("several steps in one program train as steps one by one, to the bit, and resume so", async () => {
  await withTemporaryFolder(async (folder) => {
    const together = options({ folder: join(folder, "together") });
    const alone = options({ folder: join(folder, "alone"), atOnce: 1 });
    // A checkpoint in the middle: of one way, gone on with in the other.
    const begun = options({ folder: join(folder, "mixed"), onEpoch: ({ epoch }) => epoch === 1 });
    await fit(begun);
    const resumed = options({ folder: join(folder, "mixed"), atOnce: 3 });
    const states = [await fit(together), await fit(alone), await fit(resumed)];
    assert.deepEqual(together.calls, [4, 1, 4, 1, 4, 1]);
    assert.deepEqual(alone.calls, Array(15).fill(1));
    assert.deepEqual(resumed.calls, [3, 1, 1, 3, 1, 1]);
    const [first, ...others] = await Promise.all(
      [together, alone, resumed].map(async ({ learner }, place) => ({
        history: states[place].history,
        weights: await readVariables(learner.weights),
      })),
    );
    assert.equal(first.history.length, 3);
    for (const other of others) assert.deepEqual(other, first);
    for (const { learner } of [together, alone, begun, resumed]) learner.dispose();
  });
});

Deno.test("a loss within a program that is no number names its step", async () => {
  const data = train.data.slice();
  data.fill(NaN, 5 * 5, 6 * 5);
  const messages = await Promise.all([undefined, 1].map(async (atOnce) => {
    const fitted = options({ data, atOnce });
    const failure = await fit(fitted).then(() => assert.fail(), (error) => error);
    fitted.learner.dispose();
    assert.ok(failure instanceof DivergedError);
    return failure.message;
  }));
  assert.equal(messages[0], messages[1]);
});
