import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../base/files.ts";
import { createRandom } from "../../base/random.ts";
import { probeAudio } from "../audio/probe_audio.ts";
import { encodeWav } from "../audio/wav.ts";
import { countByClass, requireCorpus } from "../find_corpus.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import {
  type GeneratedFile,
  generateFiles,
  MANNERS,
  synthetic,
  syntheticClips,
  syntheticInfo,
  VOICES,
} from "./synthetic.ts";
import { speak } from "./synthetic_voice.ts";

const clips = [...syntheticClips()];

Deno.test("the generated corpus has 640 different clips, 160 a class", async () => {
  const corpus = await requireCorpus("synthetic");
  assert.equal(corpus.synthetic, true);
  assert.equal(corpus.title, "SYNTHETIC");
  assert.equal(corpus.clips.length, 640);
  assert.deepEqual(countByClass(corpus.clips, corpus.classes), syntheticInfo.publishedCounts);
  assert.equal(new Set(corpus.clips.map((clip) => clip.sha256)).size, 640);
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

Deno.test("the generated samples are those of version 2, on every machine", () => {
  // Where this fails on purpose, raise VERSION in synthetic.ts and write the new hash here.
  const hashes = clips.map(({ relativePath, samples }) =>
    `${relativePath} ${sha256(encodeWav(samples, 16_000))}\n`
  );
  const all = sha256(new TextEncoder().encode(hashes.join("")));
  assert.equal(all, "48701a34799cb1a0ddaa517bfaedddb741b77f82613c571044ea7c0f068838bd");
});

Deno.test("generated clips last 0.3 to 2 s and are neither silent nor clipped", () => {
  for (const { relativePath, samples } of clips) {
    const durationS = samples.length / 16_000;
    assert(durationS > 0.3 && durationS < 2, `${relativePath} lasts ${durationS} s`);
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert(peak > 0.04 && peak < 0.95, `${relativePath} peaks at ${peak}`);
  }
});

// What is heard, measured apart from how it is made: autocorrelation, level, spectrum.

const RATE_HZ = 16_000;

/** Seconds of sound: from the first to the last 10 ms within 25 dB of the loudest. */
function soundS(samples: Float32Array): number {
  const levels = frameLevels(samples);
  const least = Math.max(...levels) - 25;
  const first = levels.findIndex((level) => level > least);
  return (levels.findLastIndex((level) => level > least) - first + 1) / 100;
}

/** Decibels of each 10 ms. */
function frameLevels(samples: Float32Array): number[] {
  return Array.from({ length: Math.floor(samples.length / 160) }, (_, at) => {
    const frame = samples.subarray(at * 160, at * 160 + 160);
    return 10 * Math.log10(frame.reduce((sum, value) => sum + value * value, 0) / 160);
  });
}

/** Pitch in hertz of each 40 ms that is loud and periodic. */
function pitches(samples: Float32Array): number[] {
  const size = 640;
  const loudest = Math.max(...frameLevels(samples));
  const found: number[] = [];
  for (let start = 0; start + 2 * size <= samples.length; start += 160) {
    const at = (lag: number) => {
      let [product, one, other] = [0, 0, 0];
      for (let i = start; i < start + size; i++) {
        product += samples[i] * samples[i + lag];
        one += samples[i] ** 2;
        other += samples[i + lag] ** 2;
      }
      return product / (Math.sqrt(one * other) || 1);
    };
    const frame = samples.subarray(start, start + size);
    const level = 10 * Math.log10(frame.reduce((sum, value) => sum + value * value, 0) / size);
    if (level < loudest - 20) continue;
    let [best, most] = [0, 0.8];
    for (let lag = 32; lag <= 230; lag++) {
      const value = at(lag);
      // Of a period and its multiples the first.
      if (value > most + 0.03) [best, most] = [lag, value];
    }
    if (best) found.push(RATE_HZ / best);
  }
  return found;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
const semitones = (hertz: number) => 12 * Math.log2(hertz);

/** Means over the words' first takes of one voice in one emotion. */
function heard(label: string, speaker: string) {
  const own = clips.filter(({ relativePath }) =>
    relativePath.startsWith(`${label}/${speaker}_`) && relativePath.endsWith("_1.wav")
  );
  assert.equal(own.length, 10);
  const mean = (of: (samples: Float32Array) => number) =>
    own.reduce((sum, { samples }) => sum + of(samples), 0) / own.length;
  const voiced = own.map(({ samples }) => pitches(samples).map(semitones)).filter((all) =>
    all.length > 8
  );
  assert.ok(voiced.length > 5, `${label} ${speaker}: ${voiced.length} of 10 have a pitch`);
  const over = (of: (all: number[]) => number) =>
    voiced.reduce((sum, all) => sum + of(all), 0) / voiced.length;
  const spread = (all: number[]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return sorted[Math.floor(0.9 * sorted.length)] - sorted[Math.floor(0.1 * sorted.length)];
  };
  return {
    pitch: over(median),
    range: over(spread),
    rise: over((all) => median(all.slice(-4)) - median(all)),
    soundS: mean(soundS),
    levelDb: mean((samples) => Math.max(...frameLevels(samples))),
  };
}

const voices = Object.keys(VOICES);
const sounds = Object.fromEntries(voices.map((speaker) => [
  speaker,
  Object.fromEntries(syntheticInfo.classes.map((label) => [label, heard(label, speaker)])),
]));

Deno.test("emotions move pitch, range, tempo and level as documented, in every voice", () => {
  for (const [speaker, { angry, calm, happy, sad }] of Object.entries(sounds)) {
    const all = JSON.stringify({ angry, calm, happy, sad }, null, 1);
    const say = (what: string) => `${speaker}: ${what}\n${all}`;
    assert.ok(angry.pitch > calm.pitch + 1 && happy.pitch > calm.pitch + 1, say("pitch up"));
    assert.ok(sad.pitch < calm.pitch, say("pitch down"));
    assert.ok(happy.range > calm.range && sad.range < calm.range + 0.3, say("range"));
    assert.ok(happy.rise > calm.rise + 1 && happy.rise > angry.rise + 1, say("the end"));
    assert.ok(angry.soundS < calm.soundS && happy.soundS < calm.soundS, say("faster"));
    assert.ok(sad.soundS > calm.soundS, say("slower"));
    assert.ok(angry.levelDb > happy.levelDb && happy.levelDb > calm.levelDb, say("louder"));
    assert.ok(sad.levelDb < calm.levelDb, say("softer"));
  }
});

Deno.test("voices differ in pitch as they are described, and in the length of the vocal tract", () => {
  const order = voices.toSorted((a, b) => VOICES[a].pitchHz - VOICES[b].pitchHz);
  for (const [at, speaker] of order.entries()) {
    const { pitch } = sounds[speaker].calm;
    assert.ok(Math.abs(pitch - semitones(VOICES[speaker].pitchHz)) < 2, `${speaker} ${pitch}`);
    if (at) assert.ok(pitch > sounds[order[at - 1]].calm.pitch + 1, speaker);
  }
  // The first formant of "a", as the strongest band around where it is expected.
  const formants = order.map((speaker) => {
    const { samples } = clips.find(({ relativePath }) =>
      relativePath === `calm/${speaker}_aka_1.wav`
    )!;
    return strongestHz(samples, 550, 1000);
  });
  assert.ok(formants.at(-1)! > formants[0] * 1.1, formants.join(" "));
});

/** The frequency with the most power around it, in hertz, between `low` and `high`. */
function strongestHz(samples: Float32Array, low: number, high: number): number {
  let [best, most] = [0, 0];
  for (let frequency = low; frequency <= high; frequency += 10) {
    // Bands as wide as the spaces between harmonics, so that these do not decide.
    let power = 0;
    for (let side = -110; side <= 110; side += 10) {
      power += goertzel(samples, frequency + side) * (1 - Math.abs(side) / 120);
    }
    if (power > most) [best, most] = [frequency, power];
  }
  return best;
}

function goertzel(samples: Float32Array, frequencyHz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequencyHz) / RATE_HZ);
  let [last, before] = [0, 0];
  for (const sample of samples) [before, last] = [last, sample + turn * last - before];
  return last * last + before * before - turn * last * before;
}

Deno.test("the same call speaks the same samples; another take, voice or manner others", () => {
  const speakOnce = (seed: number, voice = VOICES.low, manner = MANNERS.calm) =>
    speak("osa", voice, manner, RATE_HZ, createRandom(seed, "speak"));
  assert.deepEqual(speakOnce(1), speakOnce(1));
  for (
    const other of [speakOnce(2), speakOnce(1, VOICES.high), speakOnce(1, VOICES.low, MANNERS.sad)]
  ) assert.notDeepEqual(other, speakOnce(1));
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
