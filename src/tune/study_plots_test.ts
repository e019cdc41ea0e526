import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { randomPoint } from "../bayesopt/design_points.ts";
import { conditionGaussianProcess } from "../bayesopt/gaussian_process.ts";
import { categoricalMask } from "../bayesopt/kernel.ts";
import { createOptimiser } from "../bayesopt/optimiser.ts";
import { parameterImportance } from "../bayesopt/parameter_importance.ts";
import { spaceSchema } from "../bayesopt/space.ts";
import { suggestSettingsSchema } from "../bayesopt/suggest.ts";
import { decodePoint } from "../bayesopt/unit_cube.ts";
import { renderSvg } from "../plot/render.ts";
import { tuningModelSteps } from "../plot/tuning_model.ts";
import {
  modelSteps,
  objectiveCurves,
  objectiveSurfaces,
  plotAxis,
  type StudyPlot,
  studyPlots,
} from "./study_plots.ts";

const space = spaceSchema.parse([
  { kind: "real", name: "rate", low: 1e-4, high: 1e-1, scale: "log" },
  { kind: "integer", name: "depth", low: 1, high: 12 },
  { kind: "categorical", name: "batch", choices: [8, 16, 32] },
]);

/** A process that has learned a + 2b, a and b the first two coordinates, on 150 points. */
function linearProcess() {
  const random = createRandom(2, "linear");
  const points = Array.from({ length: 150 }, () => randomPoint(space, random));
  return conditionGaussianProcess({
    points,
    targets: Float64Array.from(points, ([a, b]) => a + 2 * b),
    categorical: categoricalMask(space),
  }, { kind: "rbf", amplitude: 10, lengths: Float64Array.of(2, 2, 2), noise: 1e-8 });
}

function study() {
  const settings = suggestSettingsSchema.parse({ seed: 4, initialPoints: 5 });
  const optimiser = createOptimiser(space, settings);
  for (let call = 0; call < 12; call++) {
    const { number, parameters: { rate, depth, batch } } = optimiser.ask();
    const value = Math.log10(rate as number) ** 2 + Number(depth) + (batch === 16 ? 0 : 1);
    optimiser.tell(number, call === 3 ? NaN : value);
  }
  return { settings, trials: optimiser.trials };
}

Deno.test("a + 2b: the shares of the variance are 1/5 and 4/5, and 0 for the third", () => {
  const [a, b, c] = parameterImportance(space, linearProcess(), { samples: 4000 });
  assert.ok(Math.abs(a.share - 0.2) < 0.02, `found ${a.share}`);
  assert.ok(Math.abs(b.share - 0.8) < 0.04, `found ${b.share}`);
  assert.ok(c.share < 1e-4);
});

Deno.test("a + 2b: curves and surfaces are what averaging and slicing leave of it", () => {
  const options = {
    space,
    process: linearProcess(),
    incumbent: decodePoint(space, [0.25, 0.5, 0.5]),
    dimensions: [0, 1, 2],
  };
  const [first, , third] = objectiveCurves(options);
  const incumbentDepth = (Math.floor(0.5 * 12) + 0.5) / 12;
  const rise = first.points.at(-1)!.average - first.points[0].average;
  assert.ok(Math.abs(rise - 1) < 0.01, `found ${rise}`);
  assert.ok(Math.abs(first.points[0].slice - 2 * incumbentDepth) < 0.02);
  assert.deepEqual(third.points.map((point) => point.value), ["8", "16", "32"]);
  const surfaces = objectiveSurfaces(options);
  assert.deepEqual(surfaces.map(({ across, up }) => [across, up]), [[0, 1], [0, 2], [1, 2]]);
  const corner = surfaces[0].cells.at(-1)!.average - surfaces[0].cells[0].average;
  // From the centre of the first cell to that of the last.
  const expected = 15 / 16 + 2 * 11 / 12;
  assert.ok(Math.abs(corner - expected) < 0.02, `found ${corner}`);
});

Deno.test("all pictures of a study are drawn, and say what they are of", async () => {
  const { settings, trials } = study();
  const plots = studyPlots({ space, settings }, trials, {
    title: "a made-up study",
    objective: "loss",
    synthetic: true,
  });
  for (const name of Object.keys(plots) as StudyPlot[]) {
    const svg = await renderSvg(plots[name]);
    assert.match(svg, /SYNTHETIC data: a made-up study/, name);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/, name);
    for (const word of name === "convergence" ? ["loss", "trial"] : ["rate", "depth", "batch"]) {
      assert.ok(svg.includes(word), `${name} should mention ${word}`);
    }
  }
});

Deno.test("a study with one finished trial is refused with the number", () => {
  const { settings, trials } = study();
  const options = { title: "", objective: "" };
  assert.throws(
    () => studyPlots({ space, settings }, trials.slice(0, 1), options),
    /Expected at least 2 finished trials to draw, but found 1/,
  );
});

Deno.test("steps: the model passes through what was observed, and the next trial has the most EI", async () => {
  const one = spaceSchema.parse([{ kind: "real", name: "x", low: 0, high: 4 }]);
  const settings = suggestSettingsSchema.parse({ seed: 1, initialPoints: 3 });
  const value = (x: number) => Math.sin(3 * x) + x / 3;
  const optimiser = createOptimiser(one, settings);
  for (let call = 0; call < 7; call++) {
    const { number, parameters } = optimiser.ask();
    optimiser.tell(number, value(parameters.x as number));
  }
  const truth = ({ x }: Record<string, unknown>) => value(x as number);
  const steps = modelSteps(one, settings, optimiser.trials, [3, 5], truth);
  for (const { curve, next, observations } of steps) {
    const most = curve.reduce((a, b) => b.improvement > a.improvement ? b : a);
    assert.ok(Math.abs(most.x - next!) <= 4 / 200 + 1e-9, `${most.x} and ${next}`);
    for (const { x, y } of observations) {
      const nearest = curve.reduce((a, b) => Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a);
      assert.ok(Math.abs(nearest.mean - y) < 0.1);
    }
  }
  const spec = tuningModelSteps(plotAxis(one[0]), steps, { title: "steps", objective: "loss" });
  assert.match(await renderSvg(spec), /after 5 trials/);
  assert.throws(() => modelSteps(space, settings, [], [1]), /one dimension of numbers/);
});
