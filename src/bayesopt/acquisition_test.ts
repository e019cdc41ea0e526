import assert from "node:assert/strict";
import fc from "fast-check";
import { normalDistribution, scaledErrorComplement } from "../metrics/normal_distribution.ts";
import {
  expectedImprovement,
  logExpectedImprovement,
  logProbabilityOfImprovement,
  lowerConfidenceBound,
  probabilityOfImprovement,
  type Score,
} from "./acquisition.ts";
import fixture from "./scipy_fixture.json" with { type: "json" };

function assertRelative(found: number, expected: number, tolerance: number): void {
  const error = Math.abs(found - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
  assert.ok(error <= tolerance || found === expected, `expected ${expected}, but found ${found}`);
}

/** Expected improvement by its definition, ∫ max(0, best - y) p(y) dy, with Simpson's rule. */
function integratedImprovement(mean: number, std: number, best: number): number {
  const [low, steps] = [mean - 12 * std, 20_000];
  const width = (best - low) / steps;
  let sum = 0;
  for (let k = 0; k <= steps; k++) {
    const y = low + k * width;
    const density = Math.exp(-0.5 * ((y - mean) / std) ** 2) / (std * Math.sqrt(2 * Math.PI));
    sum += (k === 0 || k === steps ? 1 : k % 2 ? 4 : 2) * (best - y) * density;
  }
  return sum * width / 3;
}

Deno.test("error function and normal distribution are SciPy's to 1e-13 and 1e-12", () => {
  for (const [x, expected] of fixture.scaledErrorComplement) {
    assertRelative(scaledErrorComplement(x), expected, 1e-13);
  }
  for (const [z, expected] of fixture.normalDistribution) {
    assertRelative(normalDistribution(z), expected, 1e-12);
  }
});

Deno.test("expected improvement for mean 0, std 1, best -0.5 is φ(½) - Φ(-½) / 2", () => {
  assertRelative(expectedImprovement(0, 1, -0.5).value, 0.19779655740130608, 1e-14);
});

Deno.test("expected improvement is the integral that defines it", () => {
  for (const [mean, std, best] of [[0, 1, -0.5], [2, 0.3, 2.1], [-1, 2, -4], [5, 0.7, 9]]) {
    const { value } = expectedImprovement(mean, std, best);
    assertRelative(value, integratedImprovement(mean, std, best), 1e-9);
  }
});

Deno.test("log expected improvement is exact where the improvement underflows", () => {
  // From 60-digit arithmetic (mpmath 1.3): log(z Φ(z) + φ(z)).
  const cases = [
    [-1000, -500014.73445209116],
    [-60, -1809.1084601822722],
    [-49, -1209.2038267923771],
    [-10, -55.553122036122356],
    [-1.1, -2.6791783824760533],
    [-0.9, -2.2982829894596517],
    [3, 1.0987396653277078],
  ];
  for (const [z, expected] of cases) {
    assertRelative(logExpectedImprovement(-z, 1, 0).value, expected, 1e-14);
  }
  assert.equal(expectedImprovement(1000, 1, 0).value, 0);
});

const scores: [string, (mean: number, std: number) => Score][] = [
  ["expected improvement", (mean, std) => expectedImprovement(mean, std, 0.3)],
  ["its logarithm", (mean, std) => logExpectedImprovement(mean, std, 0.3)],
  ["probability of improvement", (mean, std) => probabilityOfImprovement(mean, std, 0.3)],
  ["its logarithm", (mean, std) => logProbabilityOfImprovement(mean, std, 0.3)],
  ["lower confidence bound", (mean, std) => lowerConfidenceBound(mean, std, 1.96)],
];

Deno.test("derivatives of all scores are the finite differences", () => {
  for (const [name, score] of scores) {
    for (const [mean, std] of [[0, 1], [0.3, 0.5], [3, 0.4], [-2, 0.7], [20, 1.5]]) {
      const { byMean, byStd } = score(mean, std);
      const step = 1e-6;
      const numericMean = (score(mean + step, std).value - score(mean - step, std).value) / 2 /
        step;
      const numericStd = (score(mean, std + step).value - score(mean, std - step).value) / 2 / step;
      const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
      assert.ok(close(byMean, numericMean), `${name} by mean at ${mean}, ${std}`);
      assert.ok(close(byStd, numericStd), `${name} by std at ${mean}, ${std}`);
    }
  }
});

Deno.test("logarithms agree with what they are the logarithms of", () => {
  fc.assert(fc.property(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: 0.2, max: 5, noNaN: true }),
    (mean, std) => {
      const improvement = expectedImprovement(mean, std, 0).value;
      assertRelative(Math.exp(logExpectedImprovement(mean, std, 0).value), improvement, 1e-9);
      const probability = probabilityOfImprovement(mean, std, 0).value;
      assertRelative(Math.exp(logProbabilityOfImprovement(mean, std, 0).value), probability, 1e-9);
    },
  ));
});

Deno.test("the lower confidence bound is kappa std below the mean", () => {
  assert.equal(lowerConfidenceBound(2, 0.5, 3).value, -0.5);
});

Deno.test("the logarithm of the probability of improvement stays a number where it is certain", () => {
  // Far above the best, φ(z) underflows and Φ(z) / φ(z) is no number.
  for (const z of [9, 40, 1e3]) {
    const { value, byMean, byStd } = logProbabilityOfImprovement(-z, 1, 0);
    assert.ok(Math.abs(value) < 1e-18 && Math.abs(byMean) < 1e-17 && Math.abs(byStd) < 1e-16);
  }
});
