import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../base/files.ts";
import { probeAudio } from "../audio/probe_audio.ts";
import { encodeWav } from "../audio/wav.ts";
import { countByClass, requireCorpus } from "../find_corpus.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import {
  type GeneratedFile,
  generateFiles,
  synthetic,
  syntheticClips,
  syntheticInfo,
} from "./synthetic.ts";

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

Deno.test("the generated samples are those of version 1, on every machine", () => {
  // Where this fails on purpose, raise VERSION in synthetic.ts and write the new hash here.
  const hashes = clips.map(({ relativePath, samples }) =>
    `${relativePath} ${sha256(encodeWav(samples, 16_000))}\n`
  );
  const all = sha256(new TextEncoder().encode(hashes.join("")));
  assert.equal(all, "5c86455e78f07d4cf3e39f4d4a554d0974b2f19adcde068c3a784185cf09117b");
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

const file = (relativePath: string, byte: number): GeneratedFile => ({
  relativePath,
  bytes: Uint8Array.of(byte),
});
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("files are made once, with their folders", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "corpora", "made");
    let times = 0;
    const files = function* () {
      times++;
      yield file("a/1.wav", 1);
      yield file("b/c/2.wav", 2);
    };
    assert.equal(await generateFiles(root, files), root);
    assert.equal(await generateFiles(root, files), root);
    assert.equal(times, 1);
    assert.deepEqual(await Deno.readFile(join(root, "b", "c", "2.wav")), Uint8Array.of(2));
    assert.deepEqual(namesIn(join(folder, "corpora")), ["made"], "nothing else is left");
  });
});

Deno.test("where making them breaks off there is nothing, and the next call makes them", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "made");
    const broken = function* () {
      yield file("1.wav", 1);
      throw new Error("interrupted");
    };
    await assert.rejects(generateFiles(root, broken), /interrupted/);
    assert.deepEqual(namesIn(folder), []);
    await generateFiles(root, () => [file("1.wav", 3)]);
    assert.deepEqual(await Deno.readFile(join(root, "1.wav")), Uint8Array.of(3));
  });
});

Deno.test("two that make the same at once both get it whole", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "made");
    const files = () => Array.from({ length: 20 }, (_, at) => file(`${at}.wav`, at));
    const roots = await Promise.all([generateFiles(root, files), generateFiles(root, files)]);
    assert.deepEqual(roots, [root, root]);
    assert.deepEqual(namesIn(folder), ["made"]);
    assert.equal(namesIn(root).length, 20);
  });
});

Deno.test("a file that cannot be written is named", async () => {
  await withTemporaryFolder(async (folder) => {
    const files = () => [file("a", 1), file("a/b.wav", 2)];
    await assert.rejects(
      generateFiles(join(folder, "made"), files),
      /Could not write .*a\/b\.wav: /,
    );
  });
});
