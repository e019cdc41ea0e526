import assert from "node:assert/strict";
import fixture from "./callbacks_fixture.json" with { type: "json" };
import {
  afterEpoch,
  type CallbackState,
  formerTraining,
  learningRateAt,
  paperTraining,
  type Schedule,
  startCallbacks,
  trainingConfigSchema,
} from "./schedule.ts";

const config = {
  learningRate: 0.1,
  epochs: 10,
  schedule: { kind: "cosine" as const, warmUpEpochs: 2 },
};

Deno.test("without a schedule the plateau's rate holds", () => {
  assert.equal(learningRateAt({ learningRate: 0.1, epochs: 10 }, 3.5, 0.025), 0.025);
});

Deno.test("the rate rises linearly, then falls by half a cosine to nothing", () => {
  const at = (epochs: number) => learningRateAt(config, epochs, 1);
  assert.ok(at(0) > 0);
  assert.equal(at(1), 0.05);
  assert.equal(at(2), 0.1);
  assert.ok(Math.abs(at(6) - 0.05) < 1e-12);
  assert.ok(at(10) < 1e-12);
  assert.ok(Math.abs(at(4) - 0.1 * (1 + Math.SQRT1_2) / 2) < 1e-12);
});

Deno.test("no warm-up starts at the highest rate; a warm-up of all epochs ends there", () => {
  assert.equal(
    learningRateAt({ ...config, schedule: { kind: "cosine", warmUpEpochs: 0 } }, 0, 1),
    0.1,
  );
  const only = { ...config, schedule: { kind: "cosine" as const, warmUpEpochs: 10 } };
  assert.ok(learningRateAt(only, 9.5, 1) < 0.1);
});

const options = paperTraining;

function trace(losses: readonly number[], learningRate: number) {
  let state: CallbackState = startCallbacks(learningRate);
  const rates: number[] = [];
  for (const [index, loss] of losses.entries()) {
    const outcome = afterEpoch(state, index + 1, loss, options);
    state = outcome.state;
    rates.push(state.learningRate);
    if (outcome.stop) break;
  }
  return { rates, bestEpoch: state.bestEpoch };
}

for (const [index, { losses, rates, bestEpoch }] of fixture.traces.entries()) {
  Deno.test(`callbacks do as Keras's on trace ${index}`, () => {
    const ours = trace(losses, fixture.learningRate);
    assert.equal(ours.bestEpoch, bestEpoch);
    assert.equal(ours.rates.length, rates.length, "stops at the same epoch");
    // Keras holds the rate in float32.
    assert.deepEqual(ours.rates.map(Math.fround), rates.map(Math.fround));
  });
}

Deno.test("the rate halves after two epochs without improvement, training ends after six", () => {
  const { rates, bestEpoch } = trace([1, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.1], 0.8);
  assert.deepEqual(rates, [0.8, 0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.1]);
  assert.equal(bestEpoch, 2);
});

Deno.test("an improvement below the least change is one for early stopping alone", () => {
  const first = afterEpoch(startCallbacks(1), 1, 0.5, options).state;
  const { state, improved } = afterEpoch(first, 2, 0.49995, options);
  assert.equal(improved, true);
  assert.deepEqual(state, {
    learningRate: 1,
    plateauBest: 0.5,
    plateauWait: 1,
    bestLoss: 0.49995,
    bestEpoch: 2,
  });
});

Deno.test("a loss that is not a number is no improvement, and the given state stays", () => {
  const before = afterEpoch(startCallbacks(1), 1, 0.5, options).state;
  const copy = structuredClone(before);
  const { state, improved } = afterEpoch(before, 2, NaN, options);
  assert.equal(improved, false);
  assert.deepEqual([state.bestLoss, state.bestEpoch, state.plateauWait], [0.5, 1, 1]);
  assert.deepEqual(before, copy);
});

Deno.test("without a plateau the rate is kept, without early stopping all epochs are trained", () => {
  let state = startCallbacks(0.5);
  for (let epoch = 1; epoch <= 50; epoch++) {
    const outcome = afterEpoch(state, epoch, 1, {});
    assert.ok(!outcome.stop);
    state = outcome.state;
  }
  assert.deepEqual([state.learningRate, state.bestEpoch], [0.5, 1]);
});

Deno.test("a plateau's rate rises first where it warms up, and is its own from then on", () => {
  const schedule = { kind: "plateau", factor: 0.5, patience: 2, leastChange: 0, warmUpEpochs: 4 };
  const config = { learningRate: 0.1, epochs: 9, schedule: schedule as Schedule };
  const at = (epochs: number, rate = 0.1) => learningRateAt(config, epochs, rate);
  assert.ok(at(0) > 0 && at(0) < 0.001);
  assert.deepEqual([at(1), at(2), at(4), at(7)].map((rate) => Number(rate.toFixed(6))), [
    ...[0.025, 0.05, 0.1, 0.1],
  ]);
  assert.deepEqual([at(2, 0.05), at(8, 0.05)], [0.025, 0.05], "what the callback keeps");
});

Deno.test("a plateau that warms up is read and hashed as it is, one that does not as before", () => {
  const read = (plateau: object) => trainingConfigSchema.parse({ ...former, plateau });
  const warming = { ...plateau, warmUpEpochs: 3 };
  assert.deepEqual(read(warming).schedule, { kind: "plateau", ...warming });
  assert.deepEqual(formerTraining(read(warming)).plateau, warming);
  assert.deepEqual(formerTraining(read(plateau)).plateau, plateau);
});

const former = { learningRate: 0.1, epochs: 9, batchSize: 4, balanced: true, precision: "float32" };
const plateau = { factor: 0.5, patience: 2, leastChange: 1e-4 };

Deno.test("an earlier version's plateau, cosine and early stopping are read as what they did", () => {
  const read = (fields: object) => {
    const { schedule, earlyStopping } = trainingConfigSchema.parse({ ...former, ...fields });
    return { schedule, earlyStopping };
  };
  assert.deepEqual(read({ plateau, earlyStopping: { patience: 6 } }), {
    schedule: { kind: "plateau", ...plateau },
    earlyStopping: { patience: 6 },
  });
  const cosine = { warmUpEpochs: 2 };
  assert.deepEqual(read({ plateau, cosine, earlyStopping: { patience: 9 } }), {
    schedule: { kind: "cosine", warmUpEpochs: 2 },
    earlyStopping: undefined,
  });
  const other = { ...plateau, patience: 3 };
  assert.deepEqual(read({ plateau: other, cosine, earlyStopping: { patience: 10 } }), {
    schedule: { kind: "cosine", warmUpEpochs: 2, unusedPlateau: other },
    earlyStopping: { patience: 10 },
  });
  assert.deepEqual(read({ schedule: null, earlyStopping: null }), {
    schedule: undefined,
    earlyStopping: undefined,
  });
});

const refused: [string, object, RegExp][] = [
  ["two forms at once", { plateau, schedule: { kind: "cosine", warmUpEpochs: 1 } }, /plateau/],
  ["a schedule of no kind", { schedule: { warmUpEpochs: 1 } }, /kind/],
  ["a plateau that never falls", { plateau: { ...plateau, factor: 1 } }, /factor/],
  ["a cosine that is a number", { cosine: 2 }, /schedule/],
  ["a plateau's field beside a cosine", {
    schedule: { kind: "cosine", warmUpEpochs: 1, patience: 2 },
  }, /patience/],
];
for (const [what, fields, message] of refused) {
  Deno.test(`a training with ${what} is refused`, () => {
    const { success, error } = trainingConfigSchema.safeParse({ ...former, ...fields });
    assert.ok(!success);
    assert.match(JSON.stringify(error.issues), message);
  });
}
