import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { logMarginalLikelihood, pairDifferences } from "./fit_kernel.ts";
import {
  conditionGaussianProcess,
  type GaussianProcess,
  meansAtObservations,
  predict,
  predictMean,
  predictWithGradient,
  targetMoments,
} from "./gaussian_process.ts";
import fixture from "./gaussian_process_fixture.json" with { type: "json" };
import type { KernelKind, KernelParameters } from "./kernel.ts";

const categorical = Uint8Array.of(0, 0, 1);
const encode = ([x, y, choice]: number[]) =>
  Float64Array.of(x, y, (choice + 0.5) / fixture.choices);

function processOf(test: typeof fixture.cases[number]): GaussianProcess {
  const kernel: KernelParameters = {
    kind: test.kind as KernelKind,
    amplitude: test.amplitude,
    lengths: Float64Array.from(test.lengths),
    noise: test.noise,
  };
  const targets = Float64Array.from(test.targets);
  return conditionGaussianProcess(
    { points: test.points.map(encode), targets, categorical },
    kernel,
  );
}

/** Asserts |found - expected| <= tolerance * max(1, |expected|). */
function assertClose(found: number, expected: number, tolerance: number, what: string): void {
  const error = Math.abs(found - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `${what}: expected ${expected}, but found ${found}`);
}

/** The logarithms of a kernel's parameters, in the order in which they are fitted. */
function kernelToLogs({ amplitude, lengths, noise }: KernelParameters): Float64Array {
  return Float64Array.of(amplitude, ...lengths, noise).map(Math.log);
}

for (const [index, test] of fixture.cases.entries()) {
  const name = `${test.kind} ${index}`;

  Deno.test(`${name}: mean and std are scikit-learn's to 1e-8`, () => {
    const process = processOf(test);
    test.queries.forEach((query, q) => {
      const { mean, std } = predict(process, encode(query));
      assertClose(mean, test.mean[q], 1e-8, `mean ${q}`);
      assertClose(std, test.std[q], 1e-8, `std ${q}`);
    });
  });

  Deno.test(`${name}: log marginal likelihood is scikit-learn's to 1e-8`, () => {
    const { points, kernel, targetMean, targetScale } = processOf(test);
    const data = {
      kind: kernel.kind,
      differences: pairDifferences(points, categorical),
      targets: Float64Array.from(test.targets, (y) => (y - targetMean) / targetScale),
      dimensions: 3,
    };
    const { value } = logMarginalLikelihood(data, kernelToLogs(kernel));
    assertClose(value, test.logMarginalLikelihood, 1e-8, "log marginal likelihood");
  });

  Deno.test(`${name}: gradients of the likelihood are the finite differences`, () => {
    const { points, kernel } = processOf(test);
    const { mean, scale } = targetMoments(Float64Array.from(test.targets));
    const data = {
      kind: kernel.kind,
      differences: pairDifferences(points, categorical),
      targets: Float64Array.from(test.targets, (y) => (y - mean) / scale),
      dimensions: 3,
    };
    const logs = kernelToLogs({ ...kernel, noise: Math.max(kernel.noise, 1e-4) });
    const { gradient } = logMarginalLikelihood(data, logs);
    gradient.forEach((slope, p) => {
      const at = (step: number) =>
        logMarginalLikelihood(data, logs.map((log, q) => log + (p === q ? step : 0))).value;
      assertClose(slope, (at(1e-5) - at(-1e-5)) / 2e-5, 1e-6, `parameter ${p}`);
    });
  });

  Deno.test(`${name}: gradients of mean and std are the finite differences`, () => {
    const process = processOf(test);
    for (const query of test.queries) {
      const point = encode(query);
      const { mean, std, meanGradient, stdGradient } = predictWithGradient(process, point);
      assert.deepEqual({ mean, std }, predict(process, point));
      for (const d of [0, 1]) {
        const at = (step: number) =>
          predict(process, point.map((x, e) => x + (d === e ? step : 0)));
        const [above, below] = [at(1e-6), at(-1e-6)];
        assertClose(meanGradient[d], (above.mean - below.mean) / 2e-6, 1e-5, `mean by ${d}`);
        assertClose(stdGradient[d], (above.std - below.std) / 2e-6, 1e-5, `std by ${d}`);
      }
      assert.equal(meanGradient[2], 0);
      assert.equal(stdGradient[2], 0);
    }
  });
}

Deno.test("means at the observations are the predictions there", () => {
  const process = processOf(fixture.cases[2]);
  meansAtObservations(process).forEach((mean, i) => {
    assertClose(mean, predict(process, process.points[i]).mean, 1e-10, `observation ${i}`);
    assertClose(mean, predictMean(process, process.points[i]), 1e-10, `observation ${i}`);
  });
});

Deno.test("points that coincide get jitter, not an error", () => {
  const point = Float64Array.of(0.5);
  const kernel: KernelParameters = {
    kind: "matern52",
    amplitude: 1,
    lengths: Float64Array.of(1),
    noise: 0,
  };
  const process = conditionGaussianProcess({
    points: [point, point, point],
    targets: Float64Array.of(1, 2, 3),
    categorical: Uint8Array.of(0),
  }, kernel);
  assert.ok(process.covariance.jitter > 0);
  assertClose(predict(process, point).mean, 2, 1e-6, "mean");
});

Deno.test("a process that extends an earlier one is the same, bit for bit", () => {
  const random = createRandom(3, "extend");
  const points = Array.from(
    { length: 40 },
    () => Float64Array.of(random.uniform(), random.uniform()),
  );
  const targets = Float64Array.from(points, ([x, y]) => Math.sin(5 * x) + y);
  const mask = Uint8Array.of(0, 0);
  const kernel: KernelParameters = {
    kind: "matern52",
    amplitude: 1,
    lengths: Float64Array.of(0.5, 1),
    noise: 1e-6,
  };
  const of = (count: number, earlier?: GaussianProcess) =>
    conditionGaussianProcess(
      { points: points.slice(0, count), targets: targets.slice(0, count), categorical: mask },
      kernel,
      earlier,
    );
  assert.deepEqual(of(40, of(25)), of(40));
  // A point that differs from the earlier process's, such as one told in between, is not trusted.
  const moved = [...points.slice(0, 10), Float64Array.of(0.1, 0.1), ...points.slice(10, 24)];
  const other = { points: moved, targets: targets.slice(0, 25), categorical: mask };
  assert.deepEqual(
    conditionGaussianProcess(other, kernel, of(25)),
    conditionGaussianProcess(other, kernel),
  );
});
