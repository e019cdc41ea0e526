/** What holds for learners on every engine that compiles. */
import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { UserError } from "../../base/user_error.ts";
import { withDropoutSeed } from "../../engine/dropout.ts";
import { logLoss } from "../../metrics/calibration.ts";
import { buildNetwork, type NetworkConfig } from "../network_config.ts";
import {
  restoreCheckpoint,
  restoreWeights,
  snapshot,
  type TrainingState,
  writeCheckpoint,
  writeWeights,
} from "../checkpoint.ts";
import type { Examples } from "../examples.ts";
import {
  createLearner,
  type Learner,
  type LearnerOptions,
  type StepReport,
  type StepSettings,
} from "../learner.ts";
import { startCallbacks } from "../schedule.ts";
import { createPredictor } from "../predictor.ts";
import { separableExamples } from "./separable_examples.ts";
import { wholeBatch } from "./whole_batch.ts";
import { readVariables } from "../variables.ts";

interface Case {
  config: NetworkConfig;
  sampleShape: number[];
  options?: LearnerOptions;
}

const networks: Record<string, Case> = {
  "a dense network": { config: { kind: "denseFeatures", units: [8, 4] }, sampleShape: [6] },
  EmotionUnet: {
    config: { kind: "emotionUnet", filters: [3, 2, 4, 3, 2, 3], denseUnits: 5 },
    sampleShape: [8, 6],
  },
  "a face network under AdamW, averaged and mirrored": {
    config: {
      ...{ kind: "compactResNet", stemFilters: 2, dropout: 0.5 },
      stages: [{ filters: 3, blocks: 1 }],
    },
    sampleShape: [6, 6, 1],
    options: { weightDecay: 0.1, averaging: 0.9, mirrored: true },
  },
  "a dense network under SGD with Nesterov's momentum": {
    config: { kind: "denseFeatures", units: [8, 4] },
    sampleShape: [6],
    options: { optimiser: { kind: "sgd", momentum: 0.9, nesterov: true }, weightDecay: 1e-3 },
  },
};

const CLASSES = 3;

function made(name: string, seed = 1): { learner: Learner; examples: Examples } {
  const { config, sampleShape, options } = networks[name];
  return {
    learner: createLearner(buildNetwork(config, sampleShape, CLASSES, seed), options),
    examples: separableExamples({ rows: 12, classes: CLASSES, sampleShape, seed: 1 }),
  };
}

function settings(step: number): StepSettings {
  return { learningRate: 0.01, dropoutSeed: [1, step] };
}

/** Steps on all rows but the last `omitted`, so that there are batches of two sizes. */
async function train({ learner, examples }: ReturnType<typeof made>, steps: number) {
  const reports: StepReport[] = [];
  for (let step = 0; step < steps; step++) {
    const rows = examples.labels.map((_, row) => row).slice(0, step % 2 ? 12 : 7);
    reports.push(await learner.trainStep(wholeBatch(examples, CLASSES, rows), settings(step)));
  }
  return reports;
}

const state: TrainingState = {
  epoch: 1,
  callbacks: startCallbacks(0.01),
  history: [],
  finished: false,
};

/** Registers the tests; the engine has been selected. */
export function testLearners(): void {
  for (const name of Object.keys(networks)) {
    Deno.test(`${name} resumed from a checkpoint goes on to the same bits`, async () => {
      await withTemporaryFolder(async (folder) => {
        const path = join(folder, "last.safetensors");
        const whole = made(name);
        await train(whole, 5);
        await writeCheckpoint(path, await snapshot(whole.learner), state);
        const reports = await train(whole, 6);

        const resumed = made(name, 2);
        assert.deepEqual(await restoreCheckpoint(path, resumed.learner), state);
        assert.deepEqual(await train(resumed, 6), reports);
        assert.deepEqual(await snapshot(resumed.learner), await snapshot(whole.learner));
        whole.learner.dispose();
        resumed.learner.dispose();
      });
    });

    Deno.test(`${name}'s reported loss and hits are those of its predictions`, async () => {
      // In training, for batch normalisation then takes the batch's own statistics.
      const { learner, examples } = made(name);
      const rows = examples.labels.map((_, row) => row);
      const spoken = tf.tidy(() => {
        const samples = tf.tensor(examples.data, [rows.length, ...examples.sampleShape]);
        const seed = tf.tensor1d(settings(0).dropoutSeed, "int32");
        const ask = () => learner.network.apply(samples, { training: true }) as tf.Tensor;
        return withDropoutSeed(seed, ask).dataSync();
      });
      const { loss, correct } = await learner.trainStep(wholeBatch(examples, CLASSES), settings(0));
      assert.ok(Math.abs(loss - logLoss([...spoken], examples.labels, CLASSES)) < 1e-5);
      const hits = rows.filter((row) => {
        const own = spoken.subarray(row * CLASSES, (row + 1) * CLASSES);
        return own.indexOf(Math.max(...own)) === examples.labels[row];
      });
      assert.equal(correct, hits.length);
      learner.dispose();
    });

    Deno.test(`${name} says the same whatever the batch size, and as a predictor alone`, async () => {
      await withTemporaryFolder(async (folder) => {
        const trained = made(name);
        await train(trained, 4);
        const { learner, examples } = trained;
        const path = join(folder, "best.safetensors");
        await writeWeights(path, await readVariables(learner.weights), 4);
        const { config, sampleShape, options } = networks[name];
        const predictor = createPredictor(buildNetwork(config, sampleShape, CLASSES, 9), options);
        await restoreWeights(path, predictor);
        const expected = await learner.predict(examples);
        assert.deepEqual(await predictor.predict(examples), expected);
        for (const [at, value] of (await predictor.predict(examples, { batchSize: 5 })).entries()) {
          assert.ok(Math.abs(value - expected[at]) < 1e-5);
        }
        for (let row = 0; row < 12; row++) {
          const sum = expected.subarray(row * CLASSES, (row + 1) * CLASSES)
            .reduce((total, value) => total + value, 0);
          assert.ok(Math.abs(sum - 1) < 1e-5);
        }
        predictor.dispose();
        learner.dispose();
      });
    });
  }

  Deno.test("a disposed learner leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const used = made("a face network under AdamW, averaged and mirrored");
    await train(used, 2);
    await used.learner.predict(used.examples);
    used.learner.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  Deno.test("a checkpoint that is missing is none; one that does not fit is the user's error", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "last.safetensors");
      const { learner } = made("a dense network");
      assert.equal(await restoreCheckpoint(path, learner), undefined);
      await assert.rejects(
        restoreWeights(path, learner),
        /^UserError: Expected trained weights at /,
      );

      await writeCheckpoint(path, await snapshot(learner), state);
      const other = made("EmotionUnet").learner;
      await assert.rejects(
        restoreCheckpoint(path, other),
        /^UserError: Expected .*last\.safetensors to hold cnn1\/kernel/,
      );
      const wider = createLearner(
        buildNetwork({ kind: "denseFeatures", units: [9, 4] }, [6], 3, 1),
      );
      await assert.rejects(
        restoreCheckpoint(path, wider),
        /dense1\/kernel of .* to have the shape \[6,9\], but found \[6,8\]/,
      );
      await Deno.truncate(path, 100);
      await assert.rejects(restoreCheckpoint(path, learner), UserError);
      for (const made of [learner, other, wider]) made.dispose();
    });
  });
}
