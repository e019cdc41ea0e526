import assert from "node:assert/strict";
import { probeAudio } from "../audio/probe_audio.ts";
import { encodeWav } from "../audio/encode_wav.ts";
import { requireCorpus } from "../find_corpus.ts";
import { countByClass } from "../list_corpora.ts";
import { synthetic, syntheticClips, syntheticInfo } from "./synthetic.ts";

const clips = [...syntheticClips()];

Deno.test("the generated corpus has 320 different clips, 80 a class", async () => {
  const corpus = await requireCorpus("synthetic");
  assert.equal(corpus.synthetic, true);
  assert.equal(corpus.title, "SYNTHETIC");
  assert.equal(corpus.clips.length, 320);
  assert.deepEqual(countByClass(corpus.clips, corpus.classes), syntheticInfo.publishedCounts);
  assert.equal(new Set(corpus.clips.map((clip) => clip.sha256)).size, 320);
  assert.equal(new Set(corpus.clips.map((clip) => clip.speaker)).size, 4);
  assert.equal(new Set(corpus.clips.map((clip) => clip.text)).size, 10);
});

Deno.test("the generated corpus is made once", async () => {
  const root = (await synthetic.findRoot(""))!;
  const path = `${root}/angry/low_aka_1.wav`;
  const before = await Deno.stat(path);
  assert.equal(await synthetic.findRoot(""), root);
  assert.deepEqual((await Deno.stat(path)).mtime, before.mtime);
  assert.equal(probeAudio(await Deno.readFile(path), path).sampleRateHz, 16_000);
});

Deno.test("the clips in the cache are those that this version generates", async () => {
  // Where this fails, the synthesis has changed without a new version: old clips would stay.
  const root = (await synthetic.findRoot(""))!;
  for (const { relativePath, samples } of clips) {
    const kept = await Deno.readFile(`${root}/${relativePath}`);
    assert.deepEqual(kept, encodeWav(samples, 16_000), relativePath);
  }
});

Deno.test("generated clips last 0.3 to 2 s and are neither silent nor clipped", () => {
  for (const { relativePath, samples } of clips) {
    const durationS = samples.length / 16_000;
    assert(durationS > 0.3 && durationS < 2, `${relativePath} lasts ${durationS} s`);
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert(peak > 0.05 && peak < 0.95, `${relativePath} peaks at ${peak}`);
  }
});

/** Loudness, brightness (zero crossings) and length of a clip. */
function crudeFeatures({ samples }: { samples: Float32Array }): number[] {
  let energy = 0;
  let crossings = 0;
  for (let i = 1; i < samples.length; i++) {
    energy += samples[i] ** 2;
    if (samples[i] < 0 !== samples[i - 1] < 0) crossings++;
  }
  const perSecond = crossings / (samples.length / 16_000);
  return [Math.log(energy / samples.length), Math.log(perSecond), Math.log(samples.length)];
}

Deno.test("classes can be told apart by crude features, but not all of the time", () => {
  const features = clips.map(crudeFeatures);
  const scale = features[0].map((_, at) => {
    const values = features.map((feature) => feature[at]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  });
  const labels = clips.map(({ relativePath }) => relativePath.split("/")[0]);
  // Nearest neighbour among all clips but those of the same speaker and word.
  const group = (at: number) => clips[at].relativePath.split("/")[1].replace(/_\d\.wav$/, "");
  const right = features.filter((feature, at) => {
    let [nearest, least] = [0, Infinity];
    for (const [other, values] of features.entries()) {
      if (group(other) === group(at)) continue;
      const distance = values.reduce(
        (sum, value, axis) => sum + ((value - feature[axis]) / scale[axis]) ** 2,
        0,
      );
      if (distance < least) [nearest, least] = [other, distance];
    }
    return labels[nearest] === labels[at];
  }).length;
  const accuracy = right / clips.length;
  assert(accuracy > 0.4 && accuracy < 0.9, `accuracy ${accuracy}; chance is 0.25`);
});
