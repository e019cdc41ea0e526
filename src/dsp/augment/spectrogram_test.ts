import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom, type Random } from "../../base/random.ts";
import {
  createSpectrogramAugmenter,
  maskFrequency,
  maskTime,
  noSpectrogramAugmentation,
  type SpectrogramAugmentation,
  spectrogramAugmentationSchema,
} from "./spectrogram.ts";

const FRAMES = 32, BINS = 20;

function spectrogram(seed: number, size = FRAMES * BINS): Float32Array {
  const random = createRandom(seed, "spectrogram");
  return Float32Array.from({ length: size }, () => -80 * random.uniform());
}

function augment(
  config: Partial<SpectrogramAugmentation>,
  source: Float32Array,
  seed: number,
): Float32Array {
  const out = new Float32Array(source.length).fill(NaN);
  const all = spectrogramAugmentationSchema.parse({ ...noSpectrogramAugmentation, ...config });
  createSpectrogramAugmenter(FRAMES, BINS, all)(source, createRandom(seed), out);
  return out;
}

const amount = (max: number) => fc.double({ min: 0, max, noNaN: true });
const moves = fc.record({
  timeMasks: fc.nat(3),
  timeMaskFrames: fc.nat(50),
  frequencyMasks: fc.nat(3),
  frequencyMaskBins: fc.nat(50),
  timeShiftFrames: amount(50),
  stretch: amount(0.9),
  vtlp: amount(0.5),
  pitchSemitones: amount(24),
}, { noNullPrototype: true });

Deno.test("without augmentation a spectrogram stays as it is, exactly", () => {
  const source = spectrogram(1);
  assert.deepEqual(augment({}, source, 1), source);
});

Deno.test("moves and masks keep within the values that were there; the random stream fixes all", () => {
  fc.assert(fc.property(moves, fc.integer({ min: 0 }), (config, seed) => {
    const source = spectrogram(seed);
    const found = augment(config, source, seed);
    const low = Math.min(...source) - 1e-4, high = Math.max(...source) + 1e-4;
    assert.ok(found.every((value) => value >= low && value <= high));
    const loud = { ...config, tiltDecibels: 4, gainDecibels: 3, noiseDecibels: 2 };
    assert.ok(augment(loud, source, seed).every(Number.isFinite));
    assert.deepEqual(augment(loud, source, seed), augment(loud, source, seed));
  }));
});

Deno.test("a shift moves by whole and part frames, and keeps the edge", () => {
  const ramp = Float32Array.from({ length: FRAMES * BINS }, (_, i) => Math.floor(i / BINS));
  for (let seed = 0; seed < 50; seed++) {
    const found = augment({ timeShiftFrames: 5 }, ramp, seed);
    const shift = FRAMES / 2 - found[(FRAMES / 2) * BINS];
    assert.ok(Math.abs(shift) <= 5);
    found.forEach((value, i) => {
      const wanted = Math.min(FRAMES - 1, Math.max(0, Math.floor(i / BINS) - shift));
      assert.ok(Math.abs(value - wanted) < 1e-5);
    });
  }
});

Deno.test("level changes all values alike, tilt all frames alike, noise none", () => {
  const source = spectrogram(2);
  const differences = (config: Partial<SpectrogramAugmentation>, seed: number) =>
    augment(config, source, seed).map((value, i) => value - source[i]);
  const gains = Array.from({ length: 60 }, (_, seed) => {
    const found = differences({ gainDecibels: 6 }, seed);
    assert.ok(found.every((value) => Math.abs(value - found[0]) < 1e-4));
    return found[0];
  });
  assert.ok(Math.max(...gains) > 5 && Math.max(...gains) <= 6.001 && Math.min(...gains) < -5);
  const tilt = differences({ tiltDecibels: 3 }, 1);
  assert.ok(tilt.every((value, i) => Math.abs(value - tilt[i % BINS]) < 1e-4));
  assert.ok(new Set(tilt.subarray(0, BINS)).size > BINS / 2);
  const noise = differences({ noiseDecibels: 2 }, 3);
  const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value ** 2, 0) / noise.length);
  assert.ok(deviation > 0.05 && deviation < 2.2);
});

Deno.test("masks are filled with the mean of what they mask", () => {
  const source = spectrogram(3);
  const found = augment(
    { timeMasks: 2, timeMaskFrames: 12, frequencyMasks: 1, frequencyMaskBins: 6 },
    source,
    5,
  );
  const mean = source.reduce((sum, value) => sum + value, 0) / source.length;
  const masked = found.filter((value, i) => value !== source[i]);
  assert.ok(masked.length > 0 && masked.length < source.length);
  assert.ok(masked.every((value) => Math.abs(value - mean) < 1e-4));
});

Deno.test("bins may stand for any rising frequencies: a tone moves by as much in hertz", () => {
  const mel = Float64Array.from({ length: BINS }, (_, bin) => 700 * (10 ** (bin / 12) - 1));
  const config = { ...noSpectrogramAugmentation, pitchSemitones: 4 };
  const source = Float32Array.from(
    { length: FRAMES * BINS },
    (_, i) => Math.log(mel[i % BINS] + 1),
  );
  const out = new Float32Array(source.length);
  createSpectrogramAugmenter(FRAMES, BINS, config, { frequencies: mel, contours: 0 })(
    source,
    createRandom(8),
    out,
  );
  const ratios = Array.from(
    out.subarray(9, BINS - 3),
    (value, i) => (Math.exp(value) - 1) / mel[9 + i],
  );
  assert.ok(Math.abs(ratios[0] - 1) > 0.02);
  for (const ratio of ratios) assert.ok(Math.abs(ratio / ratios[0] - 1) < 0.01, `${ratios}`);
});

Deno.test("contours move in time only: frequencies, level and masks of frequency leave them", () => {
  const contours = 3, spectral = BINS - contours;
  const frequencies = Float64Array.from({ length: spectral }, (_, bin) => bin);
  const source = spectrogram(4);
  const still = { ...noSpectrogramAugmentation, vtlp: 0.3, pitchSemitones: 5, tiltDecibels: 5 };
  const loud = { ...still, gainDecibels: 5, frequencyMasks: 3, frequencyMaskBins: 12 };
  const out = new Float32Array(source.length);
  createSpectrogramAugmenter(FRAMES, BINS, loud, { frequencies, contours })(
    source,
    createRandom(3),
    out,
  );
  let changed = 0;
  out.forEach((value, i) => {
    if (i % BINS >= spectral) assert.equal(value, source[i]);
    else if (value !== source[i]) changed++;
  });
  assert.ok(changed > 0.9 * FRAMES * spectral);
  const moved = { ...noSpectrogramAugmentation, stretch: 0.3, timeShiftFrames: 4 };
  createSpectrogramAugmenter(FRAMES, BINS, moved, { frequencies, contours })(
    source,
    createRandom(4),
    out,
  );
  const ofLast = (values: Float32Array) => values.filter((_, i) => i % BINS === BINS - 1);
  assert.notDeepEqual(ofLast(out), ofLast(source));
});

Deno.test("wrong sizes and frequencies are a user's mistake", () => {
  const create = (frames: number, bins: number, frequencies?: number[]) =>
    createSpectrogramAugmenter(
      frames,
      bins,
      noSpectrogramAugmentation,
      frequencies && { frequencies, contours: 0 },
    );
  const wrong = (message: RegExp) => ({ name: "UserError", message });
  assert.throws(() => create(0, 3), wrong(/from 1, but found 0 and 3/));
  assert.throws(() => create(2, 3, [1, 2]), wrong(/Expected 3 frequencies, but found 2/));
  assert.throws(() => create(2, 3, [1, 2, 2]), wrong(/rising frequencies, but found 2 after 2/));
  const same = new Float32Array(6);
  assert.throws(
    () => create(2, 3)(same, createRandom(1), same),
    wrong(/Expected two spectrograms/),
  );
  assert.throws(
    () => create(2, 3)(same, createRandom(1), new Float32Array(7)),
    wrong(/6 values to read and 7 to write/),
  );
});

const MASKED_FRAMES = 20, MASKED_BINS = 12;

/** Frames, or bins, that a mask of up to `most` covers in each of many draws. */
function covered(isTime: boolean, most: number): number[][] {
  const random = createRandom(3, most);
  return Array.from({ length: 400 }, () => places(isTime, most, random));
}

function places(isTime: boolean, most: number, random: Random): number[] {
  const values = new Float32Array(MASKED_FRAMES * MASKED_BINS).fill(1);
  (isTime ? maskTime : maskFrequency)(values, MASKED_BINS, most, -5, random);
  const at = (frame: number, bin: number) => values[frame * MASKED_BINS + bin];
  const along = Array.from({ length: isTime ? MASKED_FRAMES : MASKED_BINS }, (_, place) => place);
  const across = Array.from({ length: isTime ? MASKED_BINS : MASKED_FRAMES }, (_, place) => place);
  return along.filter((place) => {
    const line = across.map((other) => isTime ? at(place, other) : at(other, place));
    assert.ok(line.every((value) => value === line[0]), "a mask goes all across");
    assert.ok(line[0] === 1 || line[0] === -5);
    return line[0] === -5;
  });
}

for (const [isTime, most, size] of [[true, 6, MASKED_FRAMES], [false, 4, MASKED_BINS]] as const) {
  Deno.test(`${isTime ? "time" : "frequency"} masks are one piece, of any length to the most`, () => {
    const masks = covered(isTime, most);
    const lengths = new Set(masks.map(({ length }) => length));
    assert.deepEqual([...lengths].sort(), Array.from({ length: most + 1 }, (_, i) => i));
    for (const mask of masks) mask.forEach((place, i) => assert.equal(place, mask[0] + i));
    const touched = new Set(masks.flat());
    assert.equal(touched.size, size, "every place is reached");
  });
}

Deno.test("a mask longer than the spectrogram is at most all of it", () => {
  assert.equal(Math.max(...covered(true, 1000).map(({ length }) => length)), MASKED_FRAMES);
});
