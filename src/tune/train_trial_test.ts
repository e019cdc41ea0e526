import assert from "node:assert/strict";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { selectEngine } from "../engine/select_engine.ts";
import type { EpochRecord } from "../train/checkpoint.ts";
import { separableExamples } from "../train/testing/separable_examples.ts";
import { madeSubject } from "./testing/made_subject.ts";
import { trainTrial, trialValue } from "./train_trial.ts";
import type { TrialContext, TrialTask } from "./trial_task.ts";
import type { TuningSubject } from "./tuning_subject.ts";

await selectEngine();

const sizes = { classes: 3, sampleShape: [10] };
const examples = {
  train: separableExamples({ ...sizes, rows: 60, seed: 1 }),
  validation: separableExamples({ ...sizes, rows: 30, seed: 2 }),
  classes: 3,
};
const parameters = { learningRate: 0.01, epochs: 8, batchSize: 16, units1: 16, units2: 16 };

function task(change: Partial<TuningSubject> = {}): TrialTask {
  return { number: 0, parameters, subject: { ...madeSubject, ...change } };
}

function context(change: Partial<TrialContext> = {}): TrialContext & { reports: number[] } {
  const reports: number[] = [];
  const report = (_step: number, value: number) => {
    reports.push(value);
    return Promise.resolve(false);
  };
  return { report, signal: new AbortController().signal, reports, ...change };
}

const history = (...losses: number[]) =>
  losses.map((validationLoss) => ({ validationLoss })) as EpochRecord[];

Deno.test("a trial's value is its lowest loss, bent towards twice that of guessing", () => {
  const guessing = Math.log(4);
  assert.equal(trialValue(history(0.9, 0.4, 0.6), 4), 0.4);
  assert.equal(trialValue(history(guessing), 4), guessing);
  const bent = [1.3, 1.5, 2, 20, 200, 1e9].map((loss) => trialValue(history(loss), 4));
  assert.deepEqual(bent, bent.toSorted((a, b) => a - b), "the order is kept");
  assert.ok(bent[1] > 1.45 && bent[1] < 1.5);
  assert.ok(Math.abs(bent.at(-1)! - 2 * guessing) < 1e-6);
});

Deno.test("a trial reports each epoch's validation loss and returns the lowest", async () => {
  const told = context();
  const outcome = await trainTrial(task(), examples, told);
  assert(outcome.state === "finished");
  assert.equal(told.reports.length, 8);
  assert.equal(outcome.value, Math.min(...told.reports));
  const { epochs, bestEpoch, validationAccuracy } = outcome.details;
  assert.equal(epochs, 8);
  assert.equal(told.reports[Number(bestEpoch) - 1], outcome.value);
  assert.ok(Number(validationAccuracy) > 0.9);
  const again = await trainTrial(task(), examples, context());
  assert(again.state === "finished");
  assert.equal(again.value, outcome.value, "the same task gives the same value");
});

Deno.test("the limit of epochs holds", async () => {
  const told = context();
  const { details } = await trainTrial(task({ epochsLimit: 3 }), examples, told);
  assert.deepEqual([told.reports.length, details.epochs, details.epochsAllowed], [3, 3, 3]);
});

Deno.test("a trial that is told to stop ends as pruned", async () => {
  const report = (step: number) => Promise.resolve(step === 2);
  const outcome = await trainTrial(task(), examples, context({ report }));
  assert.deepEqual([outcome.state, outcome.details.epochs], ["pruned", 2]);
});

Deno.test("a loss that is not a number makes a failed trial", async () => {
  const data = examples.train.data.map(() => NaN);
  const broken = { ...examples, train: { ...examples.train, data } };
  const outcome = await trainTrial(task(), broken, context());
  assert(outcome.state === "failed");
  assert.match(outcome.reason, /no longer a number/);
});

Deno.test("when its time is up, a trial has the value of its epochs so far", async () => {
  // Long enough for an epoch on a busy machine; the report after it takes the rest.
  const subject = { trialSeconds: 4 };
  const slow = (_step: number, _value: number) =>
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 4100));
  const outcome = await trainTrial(task(subject), examples, context({ report: slow }));
  assert.equal(outcome.state, "finished");
  assert.ok(Number(outcome.details.epochs) < 8);
  const none = await trainTrial(task({ trialSeconds: 1e-6 }), examples, context());
  assert(none.state === "failed");
  assert.match(none.reason, /No epoch ended within/);
});

Deno.test("an abort makes no outcome", async () => {
  const interrupt = new AbortController();
  const report = () => {
    interrupt.abort(new InterruptedError("Interrupted"));
    return Promise.resolve(false);
  };
  const { signal } = interrupt;
  await assert.rejects(trainTrial(task(), examples, context({ report, signal })), InterruptedError);
});
