import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { freshPoint, initialDesign } from "./design_points.ts";
import { createOptimiser } from "./optimiser.ts";
import { type Configuration, type SpaceInput, spaceSchema } from "./space.ts";
import {
  checkSettings,
  fitCount,
  modelTargets,
  suggest,
  type SuggestSettings,
  suggestSettingsSchema,
} from "./suggest.ts";
import { branin } from "./test_functions.ts";
import type { Trial } from "./trial.ts";
import { decodePoint } from "./unit_cube.ts";

const mixed: SpaceInput = [
  { kind: "real", name: "rate", low: 1e-4, high: 1e-1, scale: "log" },
  { kind: "integer", name: "depth", low: 1, high: 12 },
  { kind: "categorical", name: "batch", choices: [8, 16, 32] },
  { kind: "ordinal", name: "size", choices: ["s", "m", "l"] },
];

/** Lowest, 0, at rate 1e-3, depth 7, batch 16, size "m". */
function mixedValue({ rate, depth, batch, size }: Configuration): number {
  return (Math.log10(rate as number) + 3) ** 2 + (Number(depth) - 7) ** 2 / 20 +
    (batch === 16 ? 0 : 0.5) + (size === "m" ? 0 : 0.3);
}

/** Asks and tells `calls` times; `value` may return NaN. */
function optimise(
  space: SpaceInput,
  value: (parameters: Configuration) => number,
  calls: number,
  settings: Partial<SuggestSettings> = {},
) {
  const optimiser = createOptimiser(space, settings);
  for (let call = 0; call < calls; call++) {
    const { number, parameters } = optimiser.ask();
    optimiser.tell(number, value(parameters));
  }
  return optimiser;
}

const keys = (trials: readonly Trial[]) => trials.map((trial) => JSON.stringify(trial.parameters));

Deno.test("Branin's minimum is found within 0.01 in 35 calls", () => {
  const { best } = optimise(branin.space, branin.evaluate, 35, { seed: 1 });
  assert.ok(best()!.value! < branin.minimum + 0.01, `found ${best()!.value}`);
});

Deno.test("a mixed space is solved exactly in its discrete dimensions in 45 calls", () => {
  const found = optimise(mixed, mixedValue, 45, { seed: 2 }).best()!;
  const { depth, batch, size } = found.parameters;
  assert.deepEqual({ depth, batch, size }, { depth: 7, batch: 16, size: "m" });
  assert.ok(found.value! < 0.01, `found ${found.value}`);
});

for (const acquisition of ["ei", "pi", "lcb"] as const) {
  Deno.test(`${acquisition} improves on its initial design`, () => {
    const { trials, best } = optimise(mixed, mixedValue, 25, { seed: 5, acquisition });
    const design = Math.min(...trials.slice(0, 10).map((trial) => trial.value!));
    assert.ok(best()!.value! < design);
  });
}

Deno.test("the next point depends on trials and seed alone, not on the way there", () => {
  const settings = checkSettings({ seed: 3 });
  const space = spaceSchema.parse(mixed);
  const { trials } = optimise(mixed, mixedValue, 18, settings);
  for (const count of [0, 5, 10, 13, 17]) {
    const { parameters } = suggest(space, settings, trials.slice(0, count));
    assert.deepEqual(parameters, trials[count].parameters);
  }
  const other = suggest(space, { ...settings, seed: 4 }, trials.slice(0, 12));
  assert.notDeepEqual(other.parameters, trials[12].parameters);
});

Deno.test("parallel asks differ from each other and from what was tried", () => {
  for (const lie of ["min", "mean", "max"] as const) {
    const optimiser = optimise(mixed, mixedValue, 12, { seed: 6, lie });
    for (let worker = 0; worker < 5; worker++) optimiser.ask();
    assert.equal(new Set(keys(optimiser.trials)).size, 17);
  }
});

Deno.test("failed trials are recorded and steered away from", () => {
  const crash = ({ depth }: Configuration) => Number(depth) > 6;
  const { trials, best } = optimise(
    mixed,
    (parameters) => crash(parameters) ? NaN : mixedValue(parameters),
    40,
    { seed: 7 },
  );
  const failed = trials.filter((trial) => trial.state === "failed");
  assert.ok(failed.length > 0 && failed.every((trial) => trial.reason === "the value is NaN"));
  const rate = (part: readonly Trial[]) =>
    part.filter((trial) => crash(trial.parameters)).length / part.length;
  assert.ok(rate(trials.slice(20)) < rate(trials.slice(0, 10)), "it should fail less as it learns");
  assert.equal(best()!.parameters.depth, 6);
});

Deno.test("nothing but failures is no reason to stop", () => {
  const { trials, best } = optimise(mixed, () => Infinity, 14, { seed: 1 });
  assert.equal(new Set(keys(trials)).size, 14);
  assert.equal(best(), undefined);
});

Deno.test("constant values are no reason to stop", () => {
  const { trials } = optimise(mixed, () => 1, 14, { seed: 1 });
  assert.equal(new Set(keys(trials)).size, 14);
});

Deno.test("a finite space is tried once each and then said to be exhausted", () => {
  const space: SpaceInput = [
    { kind: "integer", name: "a", low: 1, high: 4 },
    { kind: "categorical", name: "b", choices: ["x", "y", "z"] },
  ];
  const optimiser = optimise(space, ({ a }) => Number(a), 12, { seed: 1 });
  assert.equal(new Set(keys(optimiser.trials)).size, 12);
  assert.throws(() => optimiser.ask(), (error) => {
    return error instanceof UserError && /all 12 points of the space/.test(error.message);
  });
});

Deno.test("no point is asked twice, whatever the space and the answers", () => {
  const dimension = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(
      fc.array(dimension, { minLength: 2, maxLength: 3 }),
      fc.integer(),
      (highs, seed) => {
        const space = highs.map((high, d): SpaceInput[number] => ({
          kind: d % 2 ? "ordinal" : "categorical",
          name: `x${d}`,
          choices: Array.from({ length: high + 2 }, (_, index) => index),
        }));
        const { trials } = optimise(space, ({ x0, x1 }) => Number(x0) * Number(x1), 8, {
          seed,
          initialPoints: 3,
        });
        assert.equal(new Set(keys(trials)).size, 8);
      },
    ),
    { numRuns: 20 },
  );
});

/** A trial in the given state. */
function made(state: Trial["state"], value?: number, reported: number[] = [], number = 0): Trial {
  return {
    number,
    parameters: {},
    origin: "design",
    state,
    value,
    reports: reported.map((report, index) => ({ step: index + 1, value: report })),
    details: {},
    attempts: 1,
    askedAt: "",
  };
}

Deno.test("the model gets the worst value for failures, and no pruned trial beats the best", () => {
  const trials = [
    made("finished", 2),
    made("finished", 4),
    made("failed"),
    made("pruned", undefined, [9, 7, NaN]),
    made("pruned", undefined, [1]),
    made("pruned"),
    made("running", undefined, [50]),
  ];
  const targets = (lie: "min" | "mean" | "max") => [...modelTargets(trials, lie).targets];
  assert.deepEqual(targets("min"), [2, 4, 7, 7, 2, 7, 2]);
  assert.equal(targets("mean")[6], 3);
  assert.equal(targets("max")[6], 7);
  assert.equal(modelTargets([made("failed")]).trials.length, 0);
});

Deno.test("a diverged trial's value is cut off at ten times the best's distance from the median", () => {
  const trials = [3, 1, 2, 1e9].map((value, number) => made("finished", value, [], number));
  assert.deepEqual([...modelTargets(trials).targets], [3, 1, 2, 12]);
  const equal = [1, 1, 1, 50].map((value, number) => made("finished", value, [], number));
  assert.deepEqual([...modelTargets(equal).targets], [1, 1, 1, 50]);
});

Deno.test("the kernel is fitted to all up to 100 trials, then again at every twelfth more", () => {
  assert.deepEqual([0, 1, 99, 100, 107, 108, 117, 120].map(fitCount), [
    0,
    1,
    99,
    100,
    100,
    108,
    117,
    117,
  ]);
  for (let count = 1; count < 3000; count++) {
    assert.ok(fitCount(count) <= count && fitCount(count) >= fitCount(count - 1));
    assert.ok(count - fitCount(count) <= count / 12);
  }
});

Deno.test("E02: a space whose width is no finite number is refused, wide ones are searched", () => {
  const { MAX_VALUE } = Number;
  const space = (low: number, high: number): SpaceInput => [{ kind: "real", name: "x", low, high }];
  for (const [low, high] of [[-MAX_VALUE, MAX_VALUE], [-1e308, 1e308]]) {
    assert.throws(() => createOptimiser(space(low, high)), {
      name: "UserError",
      message: /Expected x to have a finite width, but found -.* whose difference is Infinity/,
    });
  }
  for (const [low, high] of [[0, MAX_VALUE], [-8e307, 8e307], [1e-320, 1e-310]]) {
    const trials = optimise(space(low, high), ({ x }) => Number(x) / high, 14).trials;
    assert.equal(new Set(trials.map(({ parameters }) => parameters.x)).size, 14);
  }
});

Deno.test("E02: no draw that misses for ever, whatever was asked", () => {
  const space = spaceSchema.parse([{ kind: "real", name: "x", low: 0, high: 1 }]);
  // Nothing can be told apart from a point that is no number.
  const asked = [Float64Array.of(NaN)];
  assert.throws(() => freshPoint(space, asked, createRandom(1)), /Expected a point left to try/);
});

Deno.test("E00: objectives whose squares overflow are modelled in their order", () => {
  const space: SpaceInput = [{ kind: "real", name: "x", low: -1, high: 1 }];
  for (const size of [1e200, Number.MAX_VALUE / 2, 1e-300]) {
    const { trials } = optimise(space, ({ x }) => size * Math.abs(Number(x) - 0.3), 30);
    const best = Math.min(...trials.map(({ value }) => value!));
    assert.ok(best < 0.02 * size, `${size}: ${best}`);
    // The model chose, and near the minimum.
    const late = trials.slice(15).map(({ parameters }) => Math.abs(Number(parameters.x) - 0.3));
    if (size > 1) assert.ok(late.filter((far) => far < 0.1).length > 5, late.join());
  }
  const trial = (number: number, value: number) => ({ number, state: "finished", value }) as Trial;
  const values = [1, -1e150, 1e139, 1e300, -1e308, 1e308];
  const { targets } = modelTargets(values.map((value, number) => trial(number, value)));
  const sum = targets.reduce((sum, target) => sum + target ** 2, 0);
  assert.ok(Number.isFinite(sum));
  const order = (list: ArrayLike<number>) =>
    Array.from(list, (_, at) => at).sort((a, b) => list[a] - list[b]);
  assert.deepEqual(order(targets).slice(0, 4), order(values).slice(0, 4));
});

Deno.test("tell refuses a number that was not proposed, and a trial that has a value", () => {
  const optimiser = createOptimiser([{ kind: "real", name: "x", low: 0, high: 1 }]);
  const { number } = optimiser.ask();
  for (const unknown of [1, -1, 0.5, NaN]) {
    assert.throws(() => optimiser.tell(unknown, 1), {
      name: "UserError",
      message: `Expected a trial below 1, but found ${unknown}`,
    });
  }
  optimiser.tell(number, 1);
  assert.throws(() => optimiser.tell(number, 2), {
    name: "UserError",
    message: "Expected trial 0 to get a value once, but it has finished before",
  });
  assert.equal(optimiser.best()!.value, 1);
});

Deno.test("the first points are the design's, in its order, and not asked twice", () => {
  const space = spaceSchema.parse(mixed);
  for (const design of ["random", "latinHypercube", "sobol"] as const) {
    const settings = suggestSettingsSchema.parse({ seed: 7, initialPoints: 6, design });
    const points = initialDesign(space, design, 6, createRandom(7, "design"));
    const optimiser = createOptimiser(mixed, settings);
    for (const point of points) {
      const { parameters, origin } = optimiser.ask();
      assert.deepEqual([parameters, origin], [decodePoint(space, point), "design"]);
    }
  }
});

Deno.test("gpEi proposes for good what it proposed before there was another method", () => {
  const space: SpaceInput = [
    { kind: "categorical", name: "optimiser", choices: ["sgd", "adam", "rmsprop"] },
    { kind: "integer", name: "layers", low: 1, high: 9 },
    { kind: "real", name: "rate", low: 1e-4, high: 1e-1, scale: "log" },
  ];
  const loss = ({ optimiser, layers, rate }: Configuration) =>
    Math.exp(
      Math.abs(Math.log10(Number(rate)) + (optimiser === "adam" ? 3 : 2)) +
        Math.abs(Number(layers) - 4) / 2,
    );
  // Recorded with the version before.
  const recorded: [string, number, number][] = [
    ["adam", 6, 0.017936818541561393],
    ["sgd", 1, 0.007681615044490984],
    ["sgd", 9, 0.00878744002459711],
    ["sgd", 3, 0.028534719153008776],
    ["rmsprop", 3, 0.009137594178484794],
    ["sgd", 4, 0.00732892036917652],
  ];
  const { trials } = optimise(space, loss, 12, { seed: 21, initialPoints: 6, method: "gpEi" });
  trials.slice(6).forEach(({ parameters }, index) => {
    const [optimiser, layers, rate] = recorded[index];
    assert.deepEqual([parameters.optimiser, parameters.layers], [optimiser, layers]);
    // Logarithms may differ in their last digit among machines.
    assert.ok(Math.abs(Number(parameters.rate) / rate - 1) < 1e-6, `trial ${index + 6}`);
  });
});

Deno.test("warpedGpEi does as gpEi where a number is given in the values' unit", () => {
  const asked = (settings: Partial<SuggestSettings>) =>
    optimise(mixed, mixedValue, 12, { seed: 4, ...settings }).trials.map((t) => t.parameters);
  for (const own of [{ xi: 0.01 }, { noiseStd: 0.1 }]) {
    const warped = asked({ ...own, method: "warpedGpEi" });
    assert.deepEqual(warped, asked({ ...own, method: "gpEi" }));
  }
});
