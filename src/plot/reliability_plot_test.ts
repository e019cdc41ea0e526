import assert from "node:assert/strict";
import { calibration } from "../metrics/calibration.ts";
import { reliabilityPlot } from "./reliability_plot.ts";
import { renderSvg } from "./render.ts";

Deno.test("filled bins have bars from zero, and the error stands in the subtitle", async () => {
  const probabilities = [[0.96, 0.04], [0.9, 0.1], [0.6, 0.4], [0.3, 0.7]];
  const { bins, expectedCalibrationError } = calibration(probabilities, [0, 1, 0, 1], 2, {
    binCount: 10,
  });
  const plot = reliabilityPlot(bins, {
    title: "Reliability",
    subtitle: "official test set, seed 1, n = 3589 in the test set",
    expectedCalibrationError,
  });
  const svg = await renderSvg(plot);
  // Bins (0.5, 0.6], (0.6, 0.7], (0.8, 0.9], (0.9, 1]: gaps 0.4, 0.3, 0.9 and 0.04, one clip each.
  assert.ok(svg.includes(">expected calibration error 0.410<"));
  const [, width] = /<svg [^>]*width="(\d+)/.exec(svg)!;
  assert.ok(Number(width) < 520, width);
  assert.ok(svg.includes(">accuracy in the bin<") && svg.includes(">n<"));
  const bars = [...svg.matchAll(/aria-roledescription="bar"[^>]*/g)];
  assert.equal(bars.length, 4 + 10);
});
