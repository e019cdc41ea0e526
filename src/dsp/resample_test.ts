import assert from "node:assert/strict";
import { z } from "zod";
import { readJson } from "../base/json.ts";
import { createResampler, designLowPass } from "./resample.ts";
import { decodeFloats } from "./testing/decode_floats.ts";
import { largestDifference } from "./testing/largest_difference.ts";

const ratios: [number, number][] = [
  [44_100, 16_000],
  [24_414, 16_000],
  [96_000, 16_000],
  [48_000, 16_000],
  [16_000, 44_100],
  [8000, 16_000],
  [22_050, 16_000],
];

/** Rates whose filters would fill hundreds of megabytes, phase by phase. */
const strange: [number, number][] = [
  [767_999, 16_000],
  [192_001, 16_000],
  [22_051, 191_999],
  [44_101, 96_001],
];

/** A sine of unit amplitude, a fifth of a second. */
function sine(frequencyHz: number, rateHz: number): Float32Array {
  const length = Math.round(rateHz / 5);
  return Float32Array.from(
    { length },
    (_, n) => Math.sin((2 * Math.PI * frequencyHz * n) / rateHz),
  );
}

/** The middle of a signal, away from what its ends do. */
const middle = (samples: Float32Array) =>
  samples.subarray(Math.floor(samples.length / 4), Math.floor((3 * samples.length) / 4));

/** Root of the mean square in decibels, 0 for a sine of unit amplitude. */
function levelDb(samples: Float32Array): number {
  let power = 0;
  for (const value of samples) power += value * value;
  return 10 * Math.log10((2 * power) / samples.length);
}

for (const [fromHz, toHz] of [...ratios, ...strange]) {
  const resample = createResampler(fromHz, toHz);
  const edgeHz = Math.min(fromHz, toHz) / 2;

  Deno.test(`${fromHz} to ${toHz} Hz: the pass band is flat and without delay`, () => {
    for (const share of [0.01, 0.2, 0.5, 0.8, 0.9]) {
      const found = resample(sine(share * edgeHz, fromHz));
      const wanted = sine(share * edgeHz, toHz).subarray(0, found.length);
      const difference = largestDifference(middle(found), middle(wanted));
      assert.ok(difference < 3e-4, `at ${share} of the band: ${difference}`);
    }
  });

  Deno.test(`${fromHz} to ${toHz} Hz: what does not belong is 80 dB down`, () => {
    if (fromHz > toHz) {
      // Tones above the new band would come back as aliases.
      for (const tone of [1.001, 1.05, 1.3, 0.999 * fromHz / toHz]) {
        const level = levelDb(middle(resample(sine(tone * edgeHz, fromHz))));
        assert.ok(level < -80, `tone at ${tone}: ${level} dB`);
      }
    } else {
      // Images of a tone lie above the old band: what is left without the tone itself.
      const all = resample(sine(0.83 * edgeHz, fromHz));
      const found = middle(all);
      const wanted = middle(sine(0.83 * edgeHz, toHz).subarray(0, all.length));
      const level = levelDb(found.map((value, i) => value - wanted[i]));
      assert.ok(level < -80, `images: ${level} dB`);
    }
  });
}

Deno.test("signals inside the band come out as from soxr's best quality", async () => {
  const { cases } = await readJson(
    new URL("./resample_fixture.json", import.meta.url).pathname,
    z.object({
      cases: z.array(z.object({
        fromHz: z.int(),
        toHz: z.int(),
        samples: z.string(),
        soxr: z.string(),
      })),
    }),
  );
  for (const { fromHz, toHz, samples, soxr } of cases) {
    const found = createResampler(fromHz, toHz)(decodeFloats(samples));
    const difference = largestDifference(found, decodeFloats(soxr));
    assert.ok(difference < 2e-4, `${fromHz} to ${toHz}: ${difference}`);
  }
});

Deno.test("lengths are rounded up, whatever stages a ratio takes", () => {
  for (const [fromHz, toHz] of ratios) {
    const resample = createResampler(fromHz, toHz);
    for (const length of [0, 1, 2, 3, 441, 1000, 1001]) {
      const found = resample(new Float32Array(length)).length;
      assert.equal(found, Math.ceil((length * toHz) / fromHz));
    }
  }
});

Deno.test("the same rate gives the same samples, a long signal the same as a short one", () => {
  const samples = sine(440, 16_000);
  assert.equal(createResampler(16_000, 16_000)(samples), samples);
  const resample = createResampler(44_100, 16_000);
  const before = resample(samples);
  resample(new Float32Array(200_000).fill(1));
  assert.deepEqual(resample(samples), before);
});

Deno.test("a rate that is no whole number of hertz is refused", () => {
  assert.throws(() => createResampler(44_100.5, 16_000), /whole hertz, but found 44100\.5/);
  assert.throws(() => createResampler(44_100, 0), /whole hertz, but found 0/);
});

Deno.test("A06: the resampler of any two rates is made within a second or so, in little memory", () => {
  const startedMs = performance.now();
  for (
    const [fromHz, toHz] of [...strange, [768_000, 16_000], [1_000, 192_000], [44_099, 16_000]]
  ) {
    const seconds = createResampler(fromHz, toHz)(new Float32Array(fromHz)).length / toHz;
    assert.equal(seconds, 1);
  }
  // A bank of all phases of the first pair took a minute.
  assert.ok(performance.now() - startedMs < 30_000);
});

Deno.test("the filter passes, stops and is symmetric as designed", () => {
  const filter = designLowPass({ pass: 0.1, stop: 0.14, attenuationDb: 90 });
  const gain = (frequency: number) => {
    let sum = filter.at(0);
    for (let n = 1; n <= filter.halfLength; n++) {
      assert.equal(filter.at(n), filter.at(-n));
      sum += 2 * filter.at(n) * Math.cos(2 * Math.PI * frequency * n);
    }
    return 20 * Math.log10(Math.abs(sum));
  };
  for (let f = 0; f <= 0.1; f += 0.0013) assert.ok(Math.abs(gain(f)) < 0.001, `pass ${f}`);
  for (let f = 0.14; f <= 0.5; f += 0.0013) assert.ok(gain(f) < -88, `stop ${f}: ${gain(f)}`);
  assert.equal(filter.at(filter.halfLength + 0.1), 0);
});

Deno.test("the filter is as long as Kaiser's formula says, and no longer", () => {
  // (90 - 7.95) / 14.357 / 0.04 = 142.9 and (60 - 7.95) / 14.357 / 0.1 = 36.3 samples.
  const halfLength = (pass: number, stop: number, attenuationDb: number) =>
    designLowPass({ pass, stop, attenuationDb }).halfLength;
  assert.equal(halfLength(0.1, 0.14, 90), 72);
  assert.equal(halfLength(0.2, 0.3, 60), 19);
});
