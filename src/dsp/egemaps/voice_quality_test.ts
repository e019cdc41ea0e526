/** Jitter, shimmer, harmonics and formants of sounds of which they are known. */
import assert from "node:assert/strict";
import { createFormants, FORMANTS } from "./formants.ts";
import { createHarmonics } from "./harmonics.ts";
import { measurePeriods } from "./period_perturbation.ts";
import { createFrameSpectra, frequencyAxis } from "./spectra.ts";

const RATE = 16_000;
const FRAME_SAMPLES = 960;
const HOP = 160;

/** Decaying pulses of these periods in samples and heights, again and again. */
function pulses(length: number, periods: number[], heights: number[]): Float32Array {
  const samples = new Float32Array(length);
  for (let start = 40, i = 0; start < length; start += periods[i++ % periods.length]) {
    for (let n = 0; n < 60 && start + n < length; n++) {
      samples[start + n] += 0.5 * heights[i % heights.length] * Math.exp(-n / 8) *
        Math.sin(n / 2.5);
    }
  }
  return samples;
}

function periodsOf(samples: Float32Array, hertz: number) {
  const frames = 1 + Math.floor((samples.length - FRAME_SAMPLES) / HOP);
  const f0 = new Float32Array(frames).fill(hertz);
  const options = { sampleRateHz: RATE, hop: HOP, frameSamples: FRAME_SAMPLES };
  return measurePeriods(samples, f0, options);
}

const middle = (contour: Float32Array) => contour.slice(5, -5);

Deno.test("equal periods have neither jitter nor shimmer", () => {
  const { jitter, shimmerDb } = periodsOf(pulses(12_000, [128], [1]), 125);
  assert.ok(middle(jitter).every((own) => own < 1e-3));
  assert.ok(middle(shimmerDb).every((own) => own < 0.01));
});

Deno.test("jitter of periods that take turns is their difference over their mean", () => {
  const { jitter } = periodsOf(pulses(16_000, [124, 132], [1]), 125);
  const mean = middle(jitter).reduce((sum, own) => sum + own, 0) / middle(jitter).length;
  assert.ok(Math.abs(mean - 8 / 128) < 0.012, `${mean} instead of ${8 / 128}`);
});

Deno.test("shimmer of heights that take turns is their difference in decibels", () => {
  const { shimmerDb } = periodsOf(pulses(16_000, [128], [1, 0.8]), 125);
  const expected = 20 * Math.log10(1 + 0.2 / 0.9);
  const all = middle(shimmerDb);
  const mean = all.reduce((sum, own) => sum + own, 0) / all.length;
  assert.ok(Math.abs(mean - expected) < 0.15, `${mean} instead of ${expected}`);
});

Deno.test("unvoiced frames have none", () => {
  const samples = pulses(8000, [128], [1]);
  const { jitter, shimmerDb } = measurePeriods(samples, new Float32Array(20), {
    ...{ sampleRateHz: RATE, hop: HOP, frameSamples: FRAME_SAMPLES },
  });
  assert.ok([...jitter, ...shimmerDb].every((own) => own === 0));
});

const tones = (hertz: number, heights: number[], noise = 0) => {
  let seed = 1;
  const uniform = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5;
  return Float32Array.from({ length: 4000 }, (_, n) =>
    0.1 * heights.reduce(
        (sum, height, i) => sum + height * Math.sin((2 * Math.PI * hertz * (i + 1) * n) / RATE + i),
        0,
      ) + noise * uniform());
};

function harmonicsOf(samples: Float32Array, hertz: number, formantHz: number[]) {
  const frameS = FRAME_SAMPLES / RATE;
  const spectra = createFrameSpectra({ sampleRateHz: RATE, frameS, window: "gauss" })(samples);
  const { bins, spacingHz } = frequencyAxis(frameS, RATE);
  const f0 = new Float32Array(spectra.frames).fill(hertz);
  f0[0] = 0;
  const frequency = Array.from(
    { length: FORMANTS },
    (_, i) => new Float32Array(spectra.frames).fill(formantHz[i] ?? 0),
  );
  return createHarmonics(bins, spacingHz)(spectra, f0, { frequency, bandwidth: frequency });
}

Deno.test("levels of harmonics, of those at formants, and of what is missing", () => {
  // On bins of the transform, so that no height is lost between two of them.
  const hertz = 250;
  const samples = tones(hertz, [1, 0.5, 0.25, 0.1, 0.05, 0.4]);
  const found = harmonicsOf(samples, hertz, [500, 1000, 1500]);
  const decibels = (ratio: number) => 20 * Math.log10(ratio);
  const near = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual - expected) < 0.15, `${actual} instead of ${expected}`);
  near(found.h1MinusH2[3], decibels(0.5 / 0.25));
  near(found.h1MinusA3[3], decibels(0.5 / 0.4));
  near(found.formantLevel[0][3], decibels(0.5));
  near(found.formantLevel[1][3], decibels(0.1));
  near(found.formantLevel[2][3], decibels(0.4));
  assert.equal(found.h1MinusH2[0], 0);
  assert.equal(found.noiseRatio[0], 0);
  assert.equal(found.formantLevel[0][0], -201);
  // No harmonic lies near a formant that is not there.
  assert.equal(harmonicsOf(samples, hertz, [500, 1000]).formantLevel[2][3], 0);
});

Deno.test("the more noise the lower the harmonics-to-noise ratio", () => {
  const ratios = [0, 0.05, 0.2, 0.8].map((noise) =>
    harmonicsOf(tones(200, [1, 0.6, 0.4, 0.2], noise), 200, []).noiseRatio[5]
  );
  assert.ok(ratios.every((own, i) => i === 0 || own < ratios[i - 1]), `${ratios}`);
});

Deno.test("formants are none in silence, and found by rising frequency in a voice", () => {
  const options = {
    sampleRateHz: RATE,
    frameS: 0.02,
    window: "hamming",
    withComplex: true,
  } as const;
  const spectra = createFrameSpectra(options)(pulses(4000, [100], [1]));
  const formantsOf = createFormants(320, RATE);
  const { frequency, bandwidth } = formantsOf(spectra, (frame) => frame !== 2);
  for (let frame = 0; frame < spectra.frames; frame++) {
    const own = frequency.map((contour) => contour[frame]).filter((hertz) => hertz > 0);
    assert.ok(frame === 2 ? own.length === 0 : own.length >= 3);
    assert.deepEqual(own, own.toSorted((a, b) => a - b));
    assert.ok(own.every((hertz) => hertz >= 50 && hertz <= 5450));
    assert.ok(bandwidth.every((contour) => contour[frame] >= 0));
  }
  const silent = formantsOf(createFrameSpectra(options)(new Float32Array(1000)), () => true);
  assert.ok(silent.frequency.every((contour) => contour.every((hertz) => hertz === 0)));
});
