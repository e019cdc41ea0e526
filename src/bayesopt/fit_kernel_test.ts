import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { fitKernel } from "./fit_kernel.ts";
import { conditionGaussianProcess, predict } from "./gaussian_process.ts";

const categorical = Uint8Array.of(0, 0);

/** sin(5x) with some noise on random points; the second coordinate does nothing. */
function observe(count: number, noiseStd: number) {
  const random = createRandom(9, "fit", count);
  const points = Array.from(
    { length: count },
    () => Float64Array.of(random.uniform(), random.uniform()),
  );
  const targets = Float64Array.from(
    points,
    ([x]) => 20 * Math.sin(5 * x) + noiseStd * random.normal(),
  );
  return { points, targets, categorical };
}

const random = createRandom(1, "kernel");

Deno.test("the dimension that does nothing gets the longer length", () => {
  const { lengths } = fitKernel(observe(40, 0), { random });
  assert.ok(lengths[1] > 3 * lengths[0], `found ${lengths}`);
});

Deno.test("noise is found where there is some and almost none where there is none", () => {
  const noisy = fitKernel(observe(80, 5), { random });
  // 5 against a standard deviation of the targets of about 14.
  assert.ok(noisy.noise > 0.05 && noisy.noise < 0.3, `found ${noisy.noise}`);
  assert.ok(fitKernel(observe(40, 0), { random }).noise < 1e-4);
});

Deno.test("a known noise is taken as it is, in the targets' unit", () => {
  const observations = observe(30, 0);
  const process = conditionGaussianProcess(
    observations,
    fitKernel(observations, { random, noiseVariance: 4 }),
  );
  const found = process.kernel.noise * process.targetScale ** 2;
  assert.ok(Math.abs(found - 4) < 1e-9, `found ${found}`);
});

for (const kind of ["matern52", "matern32", "rbf"] as const) {
  Deno.test(`${kind}: the fitted process predicts what it has not seen`, () => {
    const observations = observe(40, 0);
    const process = conditionGaussianProcess(
      observations,
      fitKernel(observations, { random, kind }),
    );
    for (const x of [0.15, 0.5, 0.85]) {
      const { mean } = predict(process, Float64Array.of(x, 0.5));
      assert.ok(Math.abs(mean - 20 * Math.sin(5 * x)) < 0.5, `found ${mean} at ${x}`);
    }
  });
}

for (const dimensions of [1, 4, 16]) {
  Deno.test(`${dimensions} dimensions: where data say nothing, the priors do`, () => {
    // One observation: its likelihood is that of 0 under a variance of amplitude + noise.
    const { amplitude, noise, lengths } = fitKernel({
      points: [new Float64Array(dimensions).fill(0.5)],
      targets: Float64Array.of(3),
      categorical: new Uint8Array(dimensions),
    }, { random });
    for (const length of lengths) {
      assert.ok(Math.abs(length / (Math.sqrt(dimensions) / Math.E) - 1) < 0.01, `found ${length}`);
    }
    // Slopes of -log(a + n)/2 - (log a / 2)^2 / 2 - ((log n + 8) / 5)^2 / 2 are 0.
    const share = amplitude / (amplitude + noise);
    assert.ok(Math.abs(Math.log(amplitude) + 2 * share) < 0.05, `found ${amplitude}`);
    assert.ok(Math.abs(Math.log(noise) + 8 + 12.5 * (1 - share)) < 0.3, `found ${noise}`);
  });
}

Deno.test("many observations are thinned, and the fit is the same every time", () => {
  const observations = observe(120, 1);
  const fit = () => fitKernel(observations, { random, maxObservations: 40 });
  assert.deepEqual(fit(), fit());
  assert.ok(fit().lengths[1] > fit().lengths[0]);
});
