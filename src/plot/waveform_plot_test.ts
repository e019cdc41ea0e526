import assert from "node:assert/strict";
import { renderSvg } from "./render_svg.ts";
import { waveformPlot } from "./waveform_plot.ts";

/** The drawn columns. */
interface Columns {
  data: { values: { time: number; low: number; high: number }[] };
}

Deno.test("a long signal is drawn as bands that keep its peaks", () => {
  const samples = new Float32Array(100_000);
  samples[54_200] = 0.9;
  samples[54_201] = -0.8;
  const { data: { values } } = waveformPlot(samples, 1000, { title: "x" }) as unknown as Columns;
  assert.ok(values.length <= 640);
  const loud = values.filter(({ low, high }) => low < 0 || high > 0);
  assert.deepEqual(loud, [{ time: loud[0].time, low: Math.fround(-0.8), high: Math.fround(0.9) }]);
  assert.ok(Math.abs(loud[0].time - 54.2) < 0.2);
});

Deno.test("a brief signal is drawn sample by sample, over milliseconds", async () => {
  const plot = waveformPlot(Float32Array.of(0, 1, 0), 1000, { title: "x", synthetic: true });
  const { data: { values } } = plot as unknown as Columns;
  assert.deepEqual(values.map(({ time, high }) => [time, high]), [[0, 0], [1, 1], [2, 0]]);
  const svg = await renderSvg(plot);
  for (const text of ["SYNTHETIC data: x", "time (ms)", "amplitude"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
});
