import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import type { FeatureSet } from "./feature_config.ts";
import {
  applyNormaliser,
  fitNormaliser,
  normaliserSchema,
  speakingFrames,
  withSpeakers,
} from "./normalise.ts";

const [clips, frames, bins] = [7, 5, 3];

function madeFeatures(): FeatureSet {
  const random = createRandom(3);
  const length = clips * frames * bins;
  const data = Float32Array.from({ length }, (_, i) => random.normal() * (i % bins + 1) - 40);
  return {
    ids: Array.from({ length: clips }, (_, i) => `${i}`),
    data,
    shape: [clips, frames, bins],
  };
}

/** Values of some clips, of one bin or of all. */
function select({ data }: FeatureSet, rows: number[], bin?: number): number[] {
  const inRow = (row: number) => [...data.subarray(row * frames * bins, (row + 1) * frames * bins)];
  return rows.flatMap(inRow).filter((_, i) => bin === undefined || i % bins === bin);
}

function moments(values: number[]): [number, number] {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return [mean, Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)];
}

const trainRows = [0, 2, 3, 6];

for (const kind of ["perBin", "global"] as const) {
  Deno.test(`${kind}: training rows get mean 0 and standard deviation 1, after JSON as well`, () => {
    const features = madeFeatures();
    const before = features.data.slice();
    const json = JSON.parse(JSON.stringify(fitNormaliser(features, trainRows, kind)));
    const normalised = applyNormaliser(features, normaliserSchema.parse(json));
    const parts = kind === "perBin" ? [0, 1, 2] : [undefined];
    for (const bin of parts) {
      const [mean, deviation] = moments(select(normalised, trainRows, bin));
      assert.ok(Math.abs(mean) < 1e-5 && Math.abs(deviation - 1) < 1e-5);
    }
    assert.deepEqual(features.data, before);
  });
}

Deno.test("perBin has values for each bin, global one pair for all, so bins stay apart", () => {
  const features = madeFeatures();
  features.data.forEach((_, i) => features.data[i] += 100 * (i % bins));
  const perBin = fitNormaliser(features, trainRows, "perBin");
  const global = fitNormaliser(features, trainRows, "global");
  for (const bin of [0, 1, 2]) {
    const [mean, deviation] = moments(select(features, trainRows, bin));
    assert.ok(Math.abs(perBin.mean[bin] - mean) < 1e-3 * Math.abs(mean));
    assert.ok(Math.abs(perBin.deviation[bin] - deviation) < 1e-3 * deviation);
  }
  const [mean, deviation] = moments(select(features, trainRows));
  assert.deepEqual([perBin.mean.length, global.mean.length, global.deviation.length], [3, 1, 1]);
  assert.ok(
    Math.abs(global.mean[0] - mean) < 1e-3 && Math.abs(global.deviation[0] - deviation) < 1e-2,
  );
  const normalised = applyNormaliser(features, global);
  const means = [0, 1, 2].map((bin) => moments(select(normalised, trainRows, bin))[0]);
  assert.ok(means[0] < -1 && Math.abs(means[1]) < 0.2 && means[2] > 1, String(means));
});

Deno.test("rows outside the training set do not matter", () => {
  const features = madeFeatures();
  const fitted = fitNormaliser(features, trainRows, "perBin");
  features.data.fill(1e6, 1 * frames * bins, 2 * frames * bins);
  assert.deepEqual(fitNormaliser(features, trainRows, "perBin"), fitted);
});

Deno.test("a bin that never changes is centred, not divided by zero", () => {
  const features = madeFeatures();
  features.data.forEach((_, i) => {
    if (i % bins === 1) features.data[i] = -80;
  });
  const normalised = applyNormaliser(features, fitNormaliser(features, trainRows, "perBin"));
  assert.ok(select(normalised, trainRows, 1).every((value) => value === 0));
});

Deno.test("none leaves features as they are", () => {
  const features = madeFeatures();
  assert.equal(applyNormaliser(features, fitNormaliser(features, [], "none")), features);
});

Deno.test("no training rows, and other bins, are refused", () => {
  const features = madeFeatures();
  assert.throws(() => fitNormaliser(features, [], "global"), /Expected rows to fit/);
  const normaliser = fitNormaliser(features, trainRows, "perBin");
  const other: FeatureSet = { ids: ["a"], data: new Float32Array(4), shape: [1, 2, 2] };
  assert.throws(() => applyNormaliser(other, normaliser), /fitted on 2 bins, but found one of 3/);
});

const speakerOf = (id: string) => Number(id) < 3 ? "a" : "b";

Deno.test("perSpeaker: each speaker's clips get mean 0 and standard deviation 1, after JSON as well", () => {
  const features = madeFeatures();
  // Another voice: louder and more varied.
  features.data.forEach((value, i) => {
    if (i >= 3 * frames * bins) features.data[i] = 5 * value + 300;
  });
  const fitted = fitNormaliser(features, [], "perSpeaker", speakerOf);
  const json = normaliserSchema.parse(JSON.parse(JSON.stringify(fitted)));
  const normalised = applyNormaliser(features, json, speakerOf);
  for (const rows of [[0, 1, 2], [3, 4, 5, 6]]) {
    for (const bin of [0, 1, 2]) {
      const [mean, deviation] = moments(select(normalised, rows, bin));
      assert.ok(Math.abs(mean) < 1e-5 && Math.abs(deviation - 1) < 1e-5);
    }
  }
  // What was fitted holds for one clip alone as well.
  const size = frames * bins;
  const one = { ids: ["5"], data: features.data.slice(5 * size, 6 * size) };
  const alone = applyNormaliser({ ...one, shape: [1, frames, bins] }, json, speakerOf);
  assert.deepEqual(alone.data, normalised.data.slice(5 * size, 6 * size));
});

Deno.test("perSpeaker knows the speakers of training and known rows; others count for nothing", () => {
  const features = madeFeatures();
  const fit = () =>
    fitNormaliser(features, [0, 1, 3], "perSpeaker", speakerOf, {
      knownRows: [4],
      speakerPrior: 3,
    });
  const before = fit();
  assert.deepEqual(Object.keys(before.speakers!), ["a", "b"]);
  const size = frames * bins;
  // Clip 4 validates: it changes what is known of b, not the average speaker.
  features.data.fill(7, 4 * size, 5 * size);
  const moved = fit();
  assert.notDeepEqual(moved.speakers, before.speakers);
  assert.deepEqual([moved.mean, moved.deviation], [before.mean, before.deviation]);
  // Clip 5 is tested.
  features.data.fill(9, 5 * size, 6 * size);
  assert.deepEqual(fit(), moved);
});

Deno.test("a prior: few clips of a speaker count little, many count alone", () => {
  const values = [0, 4, 10, 14, ...Array.from({ length: 400 }, (_, at) => at % 2 ? 102 : 98)];
  const features: FeatureSet = {
    ids: values.map((_, at) => `${at}`),
    data: Float32Array.from(values),
    shape: [values.length, 1, 1],
  };
  const of = (id: string) => Number(id) < 2 ? "anna" : Number(id) < 4 ? "bela" : "celia";
  const normaliser = fitNormaliser(features, [0, 1, 2, 3], "perSpeaker", of, {
    knownRows: [],
    speakerPrior: 4,
  });
  // Means 2 and 12, both deviations 2.
  assert.deepEqual([normaliser.mean, normaliser.deviation], [[7], [2]]);
  const { celia } = withSpeakers(normaliser, features, of).speakers!;
  assert.ok(Math.abs(celia.mean[0] - (400 * 100 + 4 * 7) / 404) < 1e-9);
  // Two clips: the mixture's moments, computed from six numbers: 98 and 102, 5, 5, 9, 9.
  const two: FeatureSet = { ids: ["4", "5"], data: Float32Array.of(98, 102), shape: [2, 1, 1] };
  const known = withSpeakers(normaliser, two, of).speakers!.celia;
  const [mean, deviation] = moments([98, 102, 5, 5, 9, 9]);
  assert.ok(Math.abs(known.mean[0] - mean) < 1e-9);
  assert.ok(Math.abs(known.deviation[0] - deviation) < 1e-9);
  const one: FeatureSet = { ids: ["4"], data: Float32Array.of(100), shape: [1, 1, 1] };
  // Nothing known: the average speaker.
  assert.ok(Math.abs(applyNormaliser(one, normaliser).data[0] - 46.5) < 1e-5);
});

Deno.test("withSpeakers: one clip does not tell a speaker, other kinds stay what they are", () => {
  const one: FeatureSet = { ids: ["0"], data: Float32Array.of(1), shape: [1, 1, 1] };
  const two: FeatureSet = { ids: ["0", "9"], data: Float32Array.of(1, 5), shape: [2, 1, 1] };
  const normaliser = fitNormaliser(two, [0, 1], "perSpeaker", speakerOf);
  assert.deepEqual(withSpeakers(normaliser, one, speakerOf).speakers, {});
  assert.deepEqual(withSpeakers(normaliser, two, () => "").speakers, {});
  const perBin = fitNormaliser(two, [0, 1], "perBin");
  assert.equal(withSpeakers(perBin, two, speakerOf), perBin);
});

Deno.test("perClip, and perSpeaker with an unknown speaker, normalise a clip by itself", () => {
  const features = madeFeatures();
  const perClip = applyNormaliser(features, fitNormaliser(features, [], "perClip"));
  for (let row = 0; row < clips; row++) {
    for (const bin of [0, 1, 2]) {
      const [mean, deviation] = moments(select(perClip, [row], bin));
      assert.ok(Math.abs(mean) < 1e-5 && Math.abs(deviation - 1) < 1e-5);
    }
  }
  const perSpeaker = fitNormaliser(features, [], "perSpeaker", speakerOf);
  assert.deepEqual(applyNormaliser(features, perSpeaker), perClip);
  assert.deepEqual(applyNormaliser(features, perSpeaker, () => "stranger"), perClip);
});

Deno.test("perSpeaker of one frame: an unknown speaker gets the average speaker's values", () => {
  const features: FeatureSet = {
    ids: ["a", "b", "c", "d"],
    data: Float32Array.of(0, 2, 10, 14),
    shape: [4, 1, 1],
  };
  const of = (id: string) => id < "c" ? "anna" : "bela";
  const normaliser = fitNormaliser(features, [], "perSpeaker", of);
  assert.deepEqual([...applyNormaliser(features, normaliser, of).data], [-1, 1, -1, 1]);
  // Means 1 and 12, deviations 1 and 2.
  assert.deepEqual([normaliser.mean, normaliser.deviation], [[6.5], [1.5]]);
  const stranger = applyNormaliser(features, normaliser, () => "stranger").data;
  stranger.forEach((value, at) =>
    assert.ok(Math.abs(value - (features.data[at] - 6.5) / 1.5) < 1e-6)
  );
});

Deno.test("perClip: padding does not count", () => {
  const features = madeFeatures();
  const size = frames * bins;
  const sound = Float32Array.from(features.data.subarray(0, size));
  const padded = new Float32Array(2 * size).fill(-120);
  padded.set(sound);
  const normaliser = fitNormaliser(features, [], "perClip");
  const set = (data: Float32Array): FeatureSet => {
    return { ids: ["a"], data, shape: [1, data.length / bins, bins] };
  };
  const { data } = applyNormaliser(set(padded), normaliser);
  assert.deepEqual(data.subarray(0, size), applyNormaliser(set(sound), normaliser).data);
  assert.ok(data.subarray(size).every((value) => value < -5));
});

Deno.test("perSpeaker without known speakers, and with other bins, is refused", () => {
  const features = madeFeatures();
  const message = /every clip to name its speaker for perSpeaker normalisation, but 0 does not/;
  assert.throws(() => fitNormaliser(features, trainRows, "perSpeaker"), message);
  assert.throws(() => fitNormaliser(features, trainRows, "perSpeaker", () => ""), message);
  const normaliser = fitNormaliser(features, [], "perSpeaker", speakerOf);
  const other: FeatureSet = { ids: ["1"], data: new Float32Array(4), shape: [1, 2, 2] };
  assert.throws(
    () => applyNormaliser(other, normaliser, speakerOf),
    /on 2 bins, but found one of 3/,
  );
});

Deno.test("views: known and unknown speakers stand in columns of their own, marked by the last", () => {
  const features: FeatureSet = {
    ids: ["a", "b", "c", "d"],
    data: Float32Array.of(0, 5, 2, 5, 10, 5, 14, 5),
    shape: [4, 1, 2],
  };
  const of = (id: string) => id < "c" ? "anna" : "bela";
  const plain = fitNormaliser(features, [], "perSpeaker", of);
  const fitted = fitNormaliser(features, [], "perSpeaker", of, { speakerViews: true });
  const normaliser = normaliserSchema.parse(JSON.parse(JSON.stringify(fitted)));
  const known = applyNormaliser(features, normaliser, of);
  assert.deepEqual(known.shape, [4, 1, 5]);
  assert.deepEqual(
    [...known.data],
    [-1, 0, 1, 0, -1, 0, 1, 0].flatMap((value, at, all) =>
      at % 2 ? [] : [0, 0, value, all[at + 1], 1]
    ),
  );
  const stranger = applyNormaliser(features, normaliser);
  const wanted = applyNormaliser(features, plain).data;
  for (let row = 0; row < 4; row++) {
    const found = [...stranger.data.subarray(5 * row, 5 * row + 5)];
    assert.deepEqual(found, [...wanted.subarray(2 * row, 2 * row + 2), 0, 0, 0]);
  }
});

const cases: [string, number[], [number, number]][] = [
  ["nothing repeats", [1, 2, 3], [0, 3]],
  ["padding at the end", [1, 2, 0, 0, 0], [0, 2]],
  ["padding at both ends", [0, 0, 1, 2, 0, 0], [2, 4]],
  ["repeats in the middle stay", [1, 5, 5, 2], [0, 4]],
  ["one frame between", [0, 0, 7, 0, 0], [2, 3]],
  ["another end than start", [4, 4, 7, 9, 9], [2, 3]],
  ["all the same", [3, 3, 3], [0, 3]],
  ["two runs and nothing else", [1, 1, 2, 2], [0, 4]],
  ["one frame", [3], [0, 1]],
];
for (const [what, values, expected] of cases) {
  Deno.test(`speaking frames: ${what}`, () => {
    // Two bins, of which the first alone tells frames apart.
    const clip = Float32Array.from(values.flatMap((value) => [value, 1]));
    assert.deepEqual(speakingFrames(clip, 2), expected);
  });
}
