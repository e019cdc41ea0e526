import assert from "node:assert/strict";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { type Corpus, dataHash, type Split } from "../data/corpus.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { splitCorpus } from "../data/splits/split_corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { currentEngine, selectEngine } from "../engine/select_engine.ts";
import type { EpochRecord } from "../train/checkpoint.ts";
import { separableExamples } from "../train/testing/separable_examples.ts";
import { madeConfig, madeSubject } from "./testing/made_subject.ts";
import { writeMadeTable } from "./testing/made_table.ts";
import { createTrainObjective, trainTrial, trialValue, tuningExamples } from "./train_trial.ts";
import type { TrialContext, TrialTask, TuningSubject } from "./trial_task.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const context: TrialContext = {
  report: () => Promise.resolve(false),
  signal: new AbortController().signal,
};

Deno.test("a worker trains on the study's data and on no others", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    await writeMadeTable(dataRoot, 60);
    const options = { dataRoot, quiet: true };
    const data = dataHash(await requireCorpus("anad", options));
    const config = { ...madeConfig, corpus: "anad" };
    const task = (number: number, subject: Partial<TrialTask["subject"]> = {}): TrialTask => ({
      number,
      parameters: { learningRate: 0.01, epochs: 2, batchSize: 16, units1: 16, units2: 16 },
      subject: { config, data, epochsLimit: 1, trialSeconds: null, ...subject },
    });
    const objective = createTrainObjective(options);
    const outcome = await objective(task(0), context);
    assert.equal(outcome.state, "finished");

    // Its examples are kept: a trial of the same study needs no data any more.
    await Deno.remove(`${dataRoot}/ANAD_Normalized.csv`);
    const again = await objective(task(1), context);
    assert.ok(outcome.state === "finished" && again.state === "finished");
    assert.equal(again.value, outcome.value);

    // The engine belongs to the study as its data do.
    const { engine, version } = currentEngine();
    await objective(task(2, { engine: { engine, version } }), context);
    for (const other of [{ engine: "wasm", version }, { engine, version: "0.1" }]) {
      await assert.rejects(objective(task(2, { engine: other }), context), {
        name: "UserError",
        message: `Expected the study's engine, ${other.engine} ${other.version}, but this ` +
          `worker's is ${engine} ${version}: their values could not be compared`,
      });
    }

    await writeMadeTable(dataRoot, 63);
    await assert.rejects(createTrainObjective(options)(task(0), context), {
      name: "UserError",
      message: "Expected the data of ANAD to be those of the study, but this machine's differ",
    });
    await Deno.remove(`${dataRoot}/ANAD_Normalized.csv`);
    await assert.rejects(objective(task(2, { data: "other" }), context), {
      name: "UserError",
      message: /Expected the data of ANAD at /,
    });
  });
});

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

function trialContext(change: Partial<TrialContext> = {}): TrialContext & { reports: number[] } {
  const reports: number[] = [];
  const report = (_step: number, value: number) => {
    reports.push(value);
    return Promise.resolve(false);
  };
  return { report, signal: new AbortController().signal, reports, ...change };
}

const history = (...losses: number[]) =>
  losses.map((validationLoss) => ({ validationLoss })) as EpochRecord[];

Deno.test("a trial's value is its lowest loss, bent towards twice the loss at chance", () => {
  const chanceLoss = Math.log(4);
  assert.equal(trialValue(history(0.9, 0.4, 0.6), 4), 0.4);
  assert.equal(trialValue(history(chanceLoss), 4), chanceLoss);
  const bent = [1.3, 1.5, 2, 20, 200, 1e9].map((loss) => trialValue(history(loss), 4));
  assert.deepEqual(bent, bent.toSorted((a, b) => a - b), "the order is kept");
  assert.ok(bent[1] > 1.45 && bent[1] < 1.5);
  assert.ok(Math.abs(bent.at(-1)! - 2 * chanceLoss) < 1e-6);
});

Deno.test("a trial reports each epoch's validation loss and returns the lowest", async () => {
  const told = trialContext();
  const outcome = await trainTrial(task(), examples, told);
  assert(outcome.state === "finished");
  assert.equal(told.reports.length, 8);
  assert.equal(outcome.value, Math.min(...told.reports));
  const { epochs, bestEpoch, validationAccuracy } = outcome.details;
  assert.equal(epochs, 8);
  assert.equal(told.reports[Number(bestEpoch) - 1], outcome.value);
  assert.ok(Number(validationAccuracy) > 0.9);
  const again = await trainTrial(task(), examples, trialContext());
  assert(again.state === "finished");
  assert.equal(again.value, outcome.value, "the same task gives the same value");
});

Deno.test("a trial that was interrupted goes on in its folder and ends as if it had not", async () => {
  await withTemporaryFolder(async (folder) => {
    const whole = trialContext();
    const { details, ...outcome } = await trainTrial(task(), examples, whole);
    const interrupt = new AbortController();
    const first = trialContext({ folder, signal: interrupt.signal });
    const counting = {
      ...first,
      report: (step: number, value: number) => {
        if (step === 3) interrupt.abort(new InterruptedError("Interrupted"));
        return first.report(step, value);
      },
    };
    await assert.rejects(trainTrial(task(), examples, counting), InterruptedError);
    assert.equal(first.reports.length, 3);
    const second = trialContext({ folder });
    const { details: resumed, ...same } = await trainTrial(task(), examples, second);
    assert.deepEqual(same, outcome);
    assert.deepEqual(second.reports, whole.reports, "epochs before are told again");
    assert.deepEqual({ ...resumed, seconds: 0 }, { ...details, seconds: 0 });
    // One whose time was up before it went on has the best of the epochs that it had.
    const late = trialContext({ folder });
    await Deno.writeTextFile(`${folder}/spent.json`, '{"seconds":500}');
    const over = await trainTrial(task({ trialSeconds: 100 }), examples, late);
    assert.ok(over.state === "finished" && Number(over.details.seconds) > 500);
  });
});

Deno.test("a trial that is told to end before it goes on is pruned", async () => {
  await withTemporaryFolder(async (folder) => {
    const interrupt = new AbortController();
    const report = (step: number) => {
      if (step === 2) interrupt.abort(new InterruptedError("Interrupted"));
      return Promise.resolve(false);
    };
    const context = trialContext({ folder, report, signal: interrupt.signal });
    await assert.rejects(trainTrial(task(), examples, context), InterruptedError);
    const told = trialContext({ folder, report: (step) => Promise.resolve(step === 1) });
    const { state, details } = await trainTrial(task(), examples, told);
    assert.deepEqual([state, details.epochs], ["pruned", 1]);
  });
});

Deno.test("the limit of epochs holds", async () => {
  const told = trialContext();
  const { details } = await trainTrial(task({ epochsLimit: 3 }), examples, told);
  assert.deepEqual([told.reports.length, details.epochs, details.epochsAllowed], [3, 3, 3]);
});

Deno.test("a trial that is told to stop ends as pruned", async () => {
  const report = (step: number) => Promise.resolve(step === 2);
  const outcome = await trainTrial(task(), examples, trialContext({ report }));
  assert.deepEqual([outcome.state, outcome.details.epochs], ["pruned", 2]);
});

Deno.test("a loss that is not a number makes a failed trial", async () => {
  const data = examples.train.data.map(() => NaN);
  const broken = { ...examples, train: { ...examples.train, data } };
  const outcome = await trainTrial(task(), broken, trialContext());
  assert(outcome.state === "failed");
  assert.match(outcome.reason, /no longer a number/);
});

Deno.test("when its time is up, a trial has the value of its epochs so far", async () => {
  // Long enough for an epoch on a busy machine; the report after it takes the rest.
  const subject = { trialSeconds: 4 };
  const slow = (_step: number, _value: number) =>
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 4100));
  const outcome = await trainTrial(task(subject), examples, trialContext({ report: slow }));
  assert.equal(outcome.state, "finished");
  assert.ok(Number(outcome.details.epochs) < 8);
  const none = await trainTrial(task({ trialSeconds: 1e-6 }), examples, trialContext());
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
  await assert.rejects(
    trainTrial(task(), examples, trialContext({ report, signal })),
    InterruptedError,
  );
});

const features = { ...defaultFeatures, sampleRateHz: 16_000, fftSize: 64, frames: 16 };

/** A fifth of the generated corpus, in the paper's parts. */
async function smallCorpus(): Promise<{ corpus: Corpus; split: Split }> {
  const whole = await requireCorpus("synthetic", { quiet: true });
  const corpus = { ...whole, clips: whole.clips.filter((_, index) => index % 5 === 0) };
  return { corpus, split: splitCorpus(corpus, { protocol: "paper", seed: 1 }) };
}

/** The same corpus whose test clips have other labels and files that cannot be read. */
function poison(corpus: Corpus, { test }: Split): Corpus {
  const clips = corpus.clips.map((clip) =>
    test.includes(clip.id)
      ? { ...clip, label: corpus.classes[0], path: "/nowhere/poison.wav", sha256: "poison" }
      : clip
  );
  return { ...corpus, clips };
}

Deno.test("a trial does not read the test set: poisoned, it changes nothing", async () => {
  await selectEngine();
  const { corpus, split } = await smallCorpus();
  assert.ok(split.test.length > 10);
  const load = (of: Corpus) => tuningExamples(of, split, features, { quiet: true, cache: false });
  const [clean, poisoned] = [await load(corpus), await load(poison(corpus, split))];
  assert.deepEqual(poisoned, clean);
  assert.deepEqual(Object.keys(clean).sort(), ["classes", "train", "validation"]);
  const seen = [...clean.train.ids, ...clean.validation.ids];
  assert.equal(seen.length, split.train.length + split.validation.length);
  assert.ok(!seen.some((id) => split.test.includes(id)));

  const subject = {
    ...madeSubject,
    config: {
      ...madeConfig,
      features,
      network: { kind: "emotionUnet" as const, filters: filters(4), denseUnits: 4 },
    },
    epochsLimit: 2,
  };
  const named = [1, 2, 3, 4, 5, 6].map((block) => [`filters${block}`, 4]);
  const training = { learningRate: 0.01, epochs: 2, batchSize: 16, denseUnits: 8 };
  const parameters = { ...training, ...Object.fromEntries(named) };
  const context = {
    report: () => Promise.resolve(false),
    signal: new AbortController().signal,
  };
  const outcomes = [];
  for (const examples of [clean, poisoned]) {
    const outcome = await trainTrial({ number: 0, parameters, subject }, examples, context);
    assert(outcome.state === "finished");
    outcomes.push(outcome.value);
  }
  assert.equal(outcomes[0], outcomes[1]);
});

function filters(count: number): [number, number, number, number, number, number] {
  return [count, count, count, count, count, count];
}

Deno.test("loading the whole split would have noticed the poison", async () => {
  const { corpus, split } = await smallCorpus();
  const revealed = { ...split, train: [...split.train, ...split.test] };
  const poisoned = poison(corpus, split);
  await assert.rejects(tuningExamples(poisoned, revealed, features, { quiet: true, cache: false }));
});
