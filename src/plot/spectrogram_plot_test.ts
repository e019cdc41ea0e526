import assert from "node:assert/strict";
import { testFeatures } from "../dsp/testing/test_features.ts";
import { renderPng, renderSvg } from "./render.ts";
import { spectrogramPlot, waveformPlot } from "./spectrogram_plot.ts";

/** Where and how loud the plot's cells are. */
interface Cells {
  data: { values: { start: number; low: number; high: number; value: number }[] };
}

const small = { values: Float32Array.of(-80, -40, -20, -80, 0, -80), frames: 2, bins: 3 };
const config = { ...testFeatures, sampleRateHz: 8000, fftSize: 4 };

Deno.test("cells lie at their frame's time and their bin's frequency", () => {
  const { data } = spectrogramPlot(small, config, { title: "x" }) as unknown as Cells;
  assert.equal(data.values.length, 6);
  const [first, , third, , fifth] = data.values;
  assert.equal(first.start, -64 / 8000);
  assert.deepEqual([first.low, third.high, third.low], [0, 4, 3]);
  assert.equal(fifth.start, 64 / 8000);
  assert.equal(fifth.value, 0);
});

Deno.test("long clips are joined to a size that draws, and keep their peaks", () => {
  const values = new Float32Array(5000 * 257).fill(-80);
  values[3001 * 257 + 100] = 7;
  const { data } = spectrogramPlot(
    { values, frames: 5000, bins: 257 },
    { ...testFeatures, fftSize: 512 },
    { title: "long" },
  ) as unknown as Cells;
  assert.ok(data.values.length <= 400 * 260);
  assert.equal(data.values.filter(({ value }) => value === 7).length, 1);
});

Deno.test("SVG has title, axes with units, and says SYNTHETIC where sound is made", async () => {
  const svg = await renderSvg(spectrogramPlot(small, config, { title: "kz_açık" }));
  for (const text of ["kz_açık", "time (s)", "frequency (kHz)", "level (dB)"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
  assert.ok(!svg.includes("SYNTHETIC"));
  const made = spectrogramPlot(small, config, { title: "tone", synthetic: true });
  assert.ok((await renderSvg(made)).includes(">SYNTHETIC data: tone<"));
});

Deno.test("PNG is as large as requested and shows text", async () => {
  const sizeOf = async (title: string, scale?: number) => {
    const png = await renderPng(spectrogramPlot(small, config, { title }), { scale });
    assert.deepEqual([...png.subarray(1, 4)], [..."PNG"].map((c) => c.charCodeAt(0)));
    const view = new DataView(png.buffer, png.byteOffset);
    return { width: view.getUint32(16), bytes: png.length };
  };
  const [one, two, untitled] = [await sizeOf("title", 1), await sizeOf("title"), await sizeOf("")];
  assert.ok(Math.abs(two.width - 2 * one.width) <= 2 && one.width > 640);
  // Without a font the title would take no ink.
  assert.ok(two.bytes > untitled.bytes + 50, `${two.bytes}, ${untitled.bytes}`);
});

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
