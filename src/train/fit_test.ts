import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { predictedClasses } from "../metrics/probability_rows.ts";
import { type EpochRecord, forgetCheckpoint, hasCheckpoint } from "./checkpoint.ts";
import type { Examples } from "./examples.ts";
import { openFeed } from "./feed.ts";
import { DivergedError, fit, type FitOptions } from "./fit.ts";
import { createLearner } from "./learner.ts";
import { BEST_WEIGHTS } from "./manifest.ts";
import { buildNetwork } from "./network_config.ts";
import type { TrainingConfig } from "./schedule.ts";
import { separableExamples } from "./testing/separable_examples.ts";
import { readVariables } from "./variables.ts";

await selectEngine();

const SIZES = { classes: 3, sampleShape: [10] };
const train = separableExamples({ ...SIZES, rows: 60, seed: 1 });
const validation = separableExamples({ ...SIZES, rows: 30, seed: 2 });

const config: TrainingConfig = {
  learningRate: 0.01,
  epochs: 6,
  batchSize: 16,
  balanced: false,
  schedule: { kind: "plateau", factor: 0.5, patience: 2, leastChange: 1e-4 },
  earlyStopping: { patience: 6 },
  precision: "float32",
};

/** As {@link FitOptions}, with other examples to train on. */
interface Change extends Partial<FitOptions> {
  train?: Examples;
}

function options(folder: string, { train: other = train, ...change }: Change = {}): FitOptions {
  const network = buildNetwork({ kind: "denseFeatures", units: [12] }, [10], 3, 1);
  const learner = createLearner(network);
  const feed = openFeed(other, { config: change.config ?? config, classes: 3, seed: 1 });
  return { learner, feed, validation, config, seed: 1, folder, title: "", quiet: true, ...change };
}

Deno.test("a tiny network learns a separable problem", async () => {
  await withTemporaryFolder(async (folder) => {
    const fitted = options(folder, { config: { ...config, epochs: 15 } });
    const { history, epoch, finished } = await fit(fitted);
    assert.deepEqual([epoch, finished, history.length], [15, true, 15]);
    assert.ok(history.at(-1)!.trainLoss < history[0].trainLoss / 3);
    assert.equal(history.at(-1)!.validationAccuracy, 1);
    const unseen = separableExamples({ ...SIZES, rows: 30, seed: 3 });
    assert.deepEqual(predictedClasses(await fitted.learner.predict(unseen), 3), unseen.labels);
    fitted.learner.dispose();
  });
});

Deno.test("dropout leaves out others at every step of every epoch, by the run's seed", async () => {
  const seeds = async (seed: number) => {
    const fitted = options("", { folder: undefined, seed, config: { ...config, epochs: 3 } });
    const taken: [number, number][] = [];
    const { trainStep } = fitted.learner;
    const learner = {
      ...fitted.learner,
      trainStep: (...[batch, settings]: Parameters<typeof trainStep>) => {
        taken.push(settings.dropoutSeed);
        return trainStep(batch, settings);
      },
    };
    await fit({ ...fitted, learner });
    fitted.learner.dispose();
    return taken;
  };
  const steps = Math.ceil(60 / config.batchSize);
  assert.deepEqual(await seeds(1), Array.from({ length: 3 * steps }, (_, step) => [1, step + 1]));
  assert.deepEqual((await seeds(2))[0], [2, 1]);
});

Deno.test("training ends with the weights of the best epoch, not the last", async () => {
  await withTemporaryFolder(async (folder) => {
    // Labels of the validation set that the training set contradicts: its loss soon rises.
    const contrary = { ...validation, labels: validation.labels.map((label) => (label + 1) % 3) };
    const seen = new Map<number, unknown>();
    const fitted = options(folder, { validation: contrary, config: { ...config, epochs: 50 } });
    const { learner } = fitted;
    const { callbacks: { bestEpoch }, epoch } = await fit({
      ...fitted,
      onEpoch: async (record) => {
        seen.set(record.epoch, await readVariables(learner.weights));
      },
    });
    assert.equal(epoch, bestEpoch + 6, "six epochs of patience");
    assert.deepEqual(await readVariables(learner.weights), seen.get(bestEpoch));
    assert.notDeepEqual(await readVariables(learner.weights), seen.get(epoch));
    learner.dispose();
  });
});

Deno.test("a training that is aborted resumes to the same history and weights", async () => {
  await withTemporaryFolder(async (folder) => {
    const whole = options(join(folder, "whole"));
    const { history } = await fit(whole);

    const controller = new AbortController();
    const cut = options(join(folder, "cut"), { signal: controller.signal });
    const stopInThird = ({ epoch }: EpochRecord) => {
      if (epoch === 3) controller.abort(new Error("stop"));
    };
    await assert.rejects(fit({ ...cut, onEpoch: stopInThird }), /^Error: stop/);
    assert.ok(hasCheckpoint(join(folder, "cut")));

    const epochs: number[] = [];
    const resumed = options(join(folder, "cut"));
    const state = await fit({ ...resumed, onEpoch: ({ epoch }) => void epochs.push(epoch) });
    assert.deepEqual(epochs, [4, 5, 6]);
    assert.deepEqual(state.history, history);
    assert.deepEqual(
      await readVariables(resumed.learner.weights),
      await readVariables(whole.learner.weights),
    );
    for (const { learner } of [whole, cut, resumed]) learner.dispose();
  });
});

Deno.test("a finished training is not trained on", async () => {
  await withTemporaryFolder(async (folder) => {
    const first = options(folder);
    const { history } = await fit(first);
    const again = options(folder, {
      onEpoch: () => {
        throw new Error("trained");
      },
    });
    assert.deepEqual((await fit(again)).history, history);
    for (const { learner } of [first, again]) learner.dispose();
  });
});

Deno.test("onEpoch ends the training by returning true", async () => {
  await withTemporaryFolder(async (folder) => {
    const fitted = options(folder, { onEpoch: ({ epoch }) => Promise.resolve(epoch === 2) });
    const { epoch, finished } = await fit(fitted);
    assert.deepEqual([epoch, finished], [2, false]);
    fitted.learner.dispose();
  });
});

Deno.test("a loss that is no number is a DivergedError that names epoch, step and rate", async () => {
  await withTemporaryFolder(async (folder) => {
    const data = train.data.slice();
    data[5 * 10] = NaN;
    const fitted = options(folder, { train: { ...train, data } });
    await assert.rejects(fit(fitted), (error: Error) => {
      assert.ok(error instanceof DivergedError);
      assert.match(error.message, /at step \d of epoch 1; the learning rate 0\.01 may be too high/);
      return true;
    });
    fitted.learner.dispose();
  });
});

Deno.test("a network that breaks in an epoch's last step is a DivergedError too", async () => {
  await withTemporaryFolder(async (folder) => {
    const data = validation.data.slice().fill(NaN, 0, 10);
    const fitted = options(folder, { validation: { ...validation, data } });
    await assert.rejects(fit(fitted), DivergedError);
    fitted.learner.dispose();
  });
});

Deno.test("what only an unfinished training needs is removed, the weights stay", async () => {
  await withTemporaryFolder(async (folder) => {
    const fitted = options(folder, { config: { ...config, epochs: 1 } });
    await fit(fitted);
    await forgetCheckpoint(folder);
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
    assert.deepEqual(names, [BEST_WEIGHTS]);
    fitted.learner.dispose();
  });
});

Deno.test("under a cosine schedule each step has the rate of its place in the epoch", async () => {
  const schedule = { kind: "cosine", warmUpEpochs: 1 } as const;
  const epochs = 3;
  const fitted = options("", { folder: undefined, config: { ...config, epochs, schedule } });
  const rates: number[] = [];
  const { trainStep } = fitted.learner;
  const learner = {
    ...fitted.learner,
    trainStep: (...[batch, settings]: Parameters<typeof trainStep>) => {
      rates.push(settings.learningRate);
      return trainStep(batch, settings);
    },
  };
  await fit({ ...fitted, learner });
  fitted.learner.dispose();
  // Four steps an epoch: a rise from near 0 to 0.01, then half a cosine over eight steps.
  const rise = [0.01, 0.25, 0.5, 0.75].map((part) => 0.01 * part);
  const fall = Array.from({ length: 8 }, (_, step) => 0.005 * (1 + Math.cos(Math.PI * step / 8)));
  assert.equal(rates.length, 12);
  [...rise, ...fall].forEach((rate, step) =>
    assert.ok(Math.abs(rates[step] - rate) < 1e-12, `step ${step}: ${rates[step]}, not ${rate}`)
  );
});
