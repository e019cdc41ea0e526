import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../base/files.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { createInputMeasures, type InputMeasures } from "../dsp/measure_input.ts";
import type { Examples } from "./examples.ts";
import {
  checkInput,
  featureDistance,
  fitInputStatistics,
  type InputStatistics,
  inputStatisticsSchema,
  warningKinds,
} from "./input_check.ts";

const usual: InputStatistics = {
  clips: 100,
  measures: {
    durationS: { low: 0.6, middle: 1, high: 2 },
    peakDb: { low: -20, middle: -8, high: 0 },
    levelDb: { low: -40, middle: -25, high: -12 },
    cutoffHz: { low: 7000, middle: 7750, high: 8000 },
    voicedShare: { low: 0.4, middle: 0.7, high: 1 },
    clippedShare: { low: 0, middle: 0, high: 0 },
  },
  features: { mean: [0, 10], deviation: [1, 2], distance: { middle: 1, high: 2 } },
};

const like: InputMeasures = {
  ...{ durationS: 1, peakDb: -8, levelDb: -25, cutoffHz: 7750 },
  ...{ voicedShare: 0.7, clippedShare: 0 },
};
const mono = { channels: 1 };

function kindsOf(
  changes: Partial<InputMeasures>,
  audio: Parameters<typeof checkInput>[0]["audio"] = mono,
  distance = 1,
  heard?: Parameters<typeof checkInput>[2],
): string[] {
  return checkInput({ audio, measures: { ...like, ...changes }, distance }, usual, heard)
    .map(({ kind }) => kind);
}

Deno.test("a recording like the training clips is not warned of; each doubt has its kind", () => {
  assert.deepEqual(kindsOf({}), []);
  // Just beyond the training clips is still like them.
  const near = { levelDb: -42, durationS: 2.4, cutoffHz: 6400, voicedShare: 0.31 };
  assert.deepEqual(kindsOf(near), []);
  const found = [
    kindsOf({ peakDb: -70, durationS: 0.1 }),
    kindsOf({ durationS: 0.1 }),
    kindsOf({ clippedShare: 0.02 }),
    kindsOf({}, { channels: 2, mixing: "oneOfOpposed" }),
    kindsOf({}, { channels: 2, mixing: "withoutSilent" }),
    kindsOf({ levelDb: -45 }),
    kindsOf({ cutoffHz: 4000 }),
    kindsOf({ durationS: 3 }),
    kindsOf({ voicedShare: 0.1 }),
    kindsOf({}, mono, 3),
  ];
  assert.deepEqual(found, [
    ["silence"],
    ["tooShort", "duration"],
    ["clipping"],
    ["opposedChannels"],
    ["silentChannel"],
    ["level"],
    ["bandwidth"],
    ["duration"],
    ["voice"],
    ["features"],
  ]);
  assert.deepEqual(new Set(found.flat()), new Set(warningKinds));
});

Deno.test("what the features make alike is not warned of", () => {
  assert.deepEqual(kindsOf({ levelDb: -45 }, mono, 1, { levelDb: -25 }), []);
  assert.deepEqual(kindsOf({ cutoffHz: 3500 }, mono, 1, { bandwidthHz: 4000 }), []);
  assert.deepEqual(kindsOf({ cutoffHz: 1500 }, mono, 1, { bandwidthHz: 4000 }), ["bandwidth"]);
});

Deno.test("without statistics, as in old runs, only silent recordings are reported", () => {
  const measures = { ...like, levelDb: -55, cutoffHz: 2000, clippedShare: 0.01 };
  const kinds = checkInput({ audio: mono, measures }, undefined).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["clipping"]);
  const [{ message }] = checkInput({ audio: mono, measures: { ...like, levelDb: -50 } }, usual);
  assert.equal(
    message,
    "it is quieter than the training clips: -50 dB of full scale, those of the training had -40 " +
      "to -12 dB",
  );
});

Deno.test("statistics are percentiles of the training clips, and distances of the validation clips", async () => {
  await withTemporaryFolder(async (folder) => {
    const measure = createInputMeasures();
    const clips = await Promise.all([0.05, 0.1, 0.2, 0.4, 0.8].map(async (gain, at) => {
      const path = join(folder, `${at}.wav`);
      const samples = Float32Array.from(
        { length: 8000 + 1000 * at },
        (_, n) => gain * Math.sin(n / 9) * (n % 900 < 700 ? 1 : 0),
      );
      const bytes = encodeWav(samples, 16_000);
      await Deno.writeFile(path, bytes);
      return { path, sha256: sha256(bytes), measures: measure({ samples, sampleRateHz: 16_000 }) };
    }));
    const examples = (rows: number[][]): Examples => ({
      ids: rows.map((_, at) => `${at}`),
      labels: rows.map(() => 0),
      data: Float32Array.from(rows.flat()),
      sampleShape: [1, 2],
    });
    const train = examples([[-1, 8], [1, 12]]);
    const validation = examples([[0, 10], [3, 16], [1, 12]]);
    const fit = () => fitInputStatistics(clips, train, validation);
    const statistics = await fit();
    assert.deepEqual(
      inputStatisticsSchema.parse(JSON.parse(JSON.stringify(statistics))),
      statistics,
    );
    // The second time from the cache.
    assert.deepEqual(await fit(), statistics);
    assert.ok(Math.abs(statistics.measures.levelDb.middle - clips[2].measures.levelDb) < 0.05);
    assert.ok(
      statistics.measures.durationS.low < 0.51 && statistics.measures.durationS.high > 0.74,
    );
    assert.deepEqual(statistics.features.mean, [0, 10]);
    assert.deepEqual(statistics.features.deviation, [1, 2]);
    // Distances 0, 3 and 1.
    assert.equal(statistics.features.distance.middle, 1);
    assert.equal(featureDistance(examples([[3, 16]]), statistics), 3);
  });
});

Deno.test("exactly at a limit a recording is still like the training clips", () => {
  const at: Partial<InputMeasures>[] = [
    { peakDb: -60 },
    { clippedShare: 0.001 },
    { levelDb: -43 },
    { levelDb: -9 },
    { cutoffHz: 6300 },
    { durationS: 2.5 },
  ];
  for (const measures of at) assert.deepEqual(kindsOf(measures), [], JSON.stringify(measures));
  assert.deepEqual(kindsOf({ durationS: 0.2 }), ["duration"], "long enough for a syllable");
  assert.deepEqual(kindsOf({}, mono, 2.5), []);
  const beyond: [Partial<InputMeasures>, string][] = [
    [{ peakDb: -60.01 }, "silence"],
    [{ clippedShare: 0.0011 }, "clipping"],
    [{ levelDb: -43.01 }, "level"],
    [{ levelDb: -8.99 }, "level"],
    [{ cutoffHz: 6299 }, "bandwidth"],
    [{ durationS: 2.51 }, "duration"],
  ];
  for (const [measures, kind] of beyond) assert.deepEqual(kindsOf(measures), [kind]);
});
