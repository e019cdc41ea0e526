import assert from "node:assert/strict";
import type { FrameSpectra } from "./spectra.ts";
import { createSpectralShape } from "./spectral_shape.ts";

const BINS = 257;
const SPACING_HZ = 31.25;

/** Frames with these magnitudes over hertz. */
function spectraOf(...frames: ((hertz: number) => number)[]): FrameSpectra {
  const magnitudes = Float32Array.from(
    frames.flatMap((magnitude) =>
      Array.from({ length: BINS }, (_, bin) => magnitude(bin * SPACING_HZ))
    ),
  );
  const none = new Float32Array(frames.length);
  return {
    ...{ frames: frames.length, bins: BINS, magnitudes, complex: new Float32Array(0) },
    ...{ power: none, windowedRms: none },
  };
}

const shapeOf = createSpectralShape(BINS, SPACING_HZ);
const near = (actual: number, expected: number, most = 1e-4) =>
  assert.ok(Math.abs(actual - expected) <= most, `${actual} instead of ${expected}`);

Deno.test("balance of two lines is the ratio of their powers", () => {
  const { alphaRatio, hammarbergIndex } = shapeOf(
    spectraOf((hertz) => hertz === 500 ? 2 : hertz === 3000 ? 1 : 0),
  );
  near(alphaRatio[0], 10 * Math.log10(1 / 4));
  near(hammarbergIndex[0], 10 * Math.log10(4));
});

Deno.test("silence has a floor, and no balance", () => {
  const shape = shapeOf(spectraOf(() => 0));
  assert.deepEqual([shape.alphaRatio[0], shape.hammarbergIndex[0], shape.flux[0]], [0, 0, 0]);
  assert.ok(shape.loudness[0] > 0 && shape.loudness[0] < 1e-2);
  for (const own of shape.mfcc) near(own[0], 0, 1e-6);
});

Deno.test("a spectrum that falls evenly has that slope", () => {
  // 0.01 dB a hertz, in magnitudes. The divisor's n is one too small, as in openSMILE: by what
  // comes of that in closed form.
  const slope = -0.01;
  const { slope0to500, slope500to1500 } = shapeOf(
    spectraOf((hertz) => 10 ** ((slope * hertz + 60) / 20)),
  );
  const expected = (low: number, high: number) => {
    const hertz = Array.from({ length: high - low + 1 }, (_, i) => (low + i) * SPACING_HZ);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const decibels = hertz.map((own) => slope * own + 60);
    const n = high - low;
    return (n * sum(hertz.map((own, i) => own * decibels[i])) - sum(hertz) * sum(decibels)) /
      (n * sum(hertz.map((own) => own * own)) - sum(hertz) ** 2);
  };
  near(slope0to500[0], expected(0, 16), 1e-5);
  near(slope500to1500[0], expected(16, 48), 1e-5);
});

Deno.test("flux is the root mean square change below 5 kHz", () => {
  const { flux } = shapeOf(spectraOf(
    () => 1,
    (hertz) => hertz < 5000 ? 1.5 : 9,
    (hertz) => hertz < 2500 ? 1.5 : 9,
  ));
  near(flux[0], 0);
  near(flux[1], 0.5);
  near(flux[2], Math.sqrt(0.5 * 7.5 ** 2));
});

Deno.test("loudness grows as power by an exponent of 0.33, and most where the ear hears best", () => {
  const at = (hertz: number, height: number) =>
    shapeOf(spectraOf((own) => Math.abs(own - hertz) < 100 ? height : 0)).loudness[0];
  const floor = shapeOf(spectraOf(() => 0)).loudness[0];
  near((at(1000, 10) - floor) / (at(1000, 1) - floor), 10 ** (2 * 0.33), 0.1);
  assert.ok(at(3000, 1) > at(200, 1));
});

Deno.test("twice as loud changes no cepstral coefficient", () => {
  const shape = (hertz: number) => 1 + Math.cos(hertz / 700);
  const quiet = shapeOf(spectraOf(shape));
  const loud = shapeOf(spectraOf((hertz) => 2 * shape(hertz)));
  quiet.mfcc.forEach((own, i) => near(own[0], loud.mfcc[i][0], 1e-3));
});
