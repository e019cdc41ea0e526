import assert from "node:assert/strict";
import { testFeatures } from "../dsp/testing/test_features.ts";
import { featurePlot } from "./feature_plot.ts";
import { renderSvg } from "./render.ts";
import { spectrogramPlot } from "./spectrogram_plot.ts";

const clip = { values: Float32Array.of(-80, -40, -20, -80, 0, -80), frames: 2, bins: 3 };

Deno.test("a STFT is drawn as a spectrogram", () => {
  const config = { ...testFeatures, fftSize: 4 };
  const options = { title: "x" };
  assert.deepEqual(featurePlot(clip, config, options), spectrogramPlot(clip, config, options));
});

Deno.test("mel bands stand on an axis of bands, each one wide", async () => {
  const plot = featurePlot(clip, { ...testFeatures, kind: "logMel", melBins: 3 }, { title: "x" });
  const { data } = plot as unknown as { data: { values: { low: number; high: number }[] } };
  assert.deepEqual(data.values.slice(0, 3).map(({ low }) => low), [-0.5, 0.5, 1.5]);
  assert.equal(data.values[2].high, 2.5);
  assert.match(await renderSvg(plot), />mel band, at its centre in Hz</);
});

Deno.test("coefficients are drawn in standard deviations from their mean over the clip", () => {
  const values = Float32Array.of(-500, 1, 3, -300, 1, 5);
  const config = { ...testFeatures, kind: "mfcc", coefficients: 1, melBins: 8 } as const;
  const plot = featurePlot({ values, frames: 2, bins: 3 }, config, { title: "x" });
  const { data } = plot as unknown as { data: { values: { value: number }[] } };
  assert.deepEqual(data.values.map(({ value }) => value), [-1, 0, -1, 1, 0, 1]);
});

Deno.test("pitch and level are lines below, and the pitch has gaps where there is no voice", async () => {
  const values = Float32Array.of(-80, 7, 1, -20, -40, 8, 0, -30);
  const config = { ...testFeatures, kind: "pcen", withPitch: true } as const;
  const plot = featurePlot({ values, frames: 2, bins: 4 }, config, { title: "x" });
  const { concat } = plot as unknown as { concat: { data: { values: unknown[] } }[] };
  assert.deepEqual(concat[0].data.values.map((cell) => (cell as { value: number }).value), [
    -80,
    -40,
  ]);
  assert.deepEqual(concat[1].data.values, [
    { name: "Pitch", x: 0, y: 128 },
    { name: "Pitch", x: 0.008, y: null },
  ]);
  assert.deepEqual(concat[2].data.values.map((point) => (point as { y: number }).y), [-20, -30]);
  assert.match(await renderSvg(plot), />pitch \(Hz\)</);
});

Deno.test("a voice's pitch, harmonicity and level are lines below all of its columns", async () => {
  const row = (
    pitch: number,
    harmonicity: number,
    level: number,
  ) => [pitch, 1, harmonicity, level, 3, 6, 9, -1, -10, -20, -30, -40];
  const values = Float32Array.from([...row(7, 10, -20), ...row(8, 12, -30)]);
  const config = { ...testFeatures, kind: "voice" } as const;
  const plot = featurePlot({ values, frames: 2, bins: 12 }, config, { title: "x" });
  const { concat } = plot as unknown as { concat: { data: { values: { y: number }[] } }[] };
  assert.equal(concat[0].data.values.length, 24);
  assert.deepEqual(concat.slice(1).map(({ data }) => data.values.map(({ y }) => y)), [[128, 256], [
    10,
    12,
  ], [-20, -30]]);
  assert.match(await renderSvg(plot), />Harmonics to noise</);
});
