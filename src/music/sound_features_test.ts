import assert from "node:assert/strict";
import { createPowerSpectra } from "../dsp/stft.ts";
import {
  chroma,
  estimateKey,
  estimateMood,
  estimateTempo,
  integratedLoudness,
  MUSIC_RATE_HZ,
  onsetStrength,
  soundFeatures,
} from "./sound_features.ts";
import fixture from "./sound_features_fixture.json" with { type: "json" };
import {
  madeBars,
  madeCadence,
  madeChord,
  madeClicks,
  madeLoudAndQuiet,
  madeScale,
} from "./testing/made_sounds.ts";

const spectra = createPowerSpectra({
  fftSize: 2048,
  hopSamples: 512,
  window: "hann",
  centre: "constant",
});

Deno.test("onsets and tempo are librosa's, and the refined tempo is the true one", () => {
  for (const [tempo, theirs] of Object.entries(fixture.tempi)) {
    const { values, frames } = spectra(madeClicks(Number(tempo)));
    const onsets = onsetStrength(values, frames);
    const mean = onsets.reduce((sum, own) => sum + own, 0) / frames;
    const highest = onsets.reduce((most, own) => Math.max(most, own), 0);
    assert.ok(Math.abs(mean - theirs.onsetMean) < 0.01 * theirs.onsetMean, `${tempo}: ${mean}`);
    assert.ok(Math.abs(highest - theirs.onsetMax) < 0.01 * theirs.onsetMax, `${highest}`);
    const found = estimateTempo(onsets);
    // librosa's is that of a whole number of frames.
    const off = Math.abs(Math.log2(found.tempo / theirs.tempo));
    assert.ok(off < 0.06, `${tempo}: ${found.tempo}, librosa ${theirs.tempo}`);
    const octaves = Math.log2(found.tempo / Number(tempo));
    assert.ok(Math.abs(octaves - Math.round(octaves)) < 0.01, `${tempo}: ${found.tempo}`);
    assert.ok(found.strength > 0.3, `${tempo}: ${found.strength}`);
  }
});

Deno.test("tempi of bars with soft notes between the beats: right as often as librosa's", () => {
  // Within 4 %, as is usual; and an octave away, where the soft notes count as beats.
  const isNear = (octaves: number) => Math.abs(octaves) < Math.log2(1.04);
  const right = { ours: 0, theirs: 0, oursInOctaves: 0, theirsInOctaves: 0 };
  const whole = (octaves: number) => octaves - Math.round(octaves);
  for (const [tempo, theirs] of Object.entries(fixture.bars)) {
    const { values, frames } = spectra(madeBars(Number(tempo)));
    const found = estimateTempo(onsetStrength(values, frames)).tempo;
    const [our, their] = [found, theirs].map((one) => Math.log2(one / Number(tempo)));
    if (isNear(our)) right.ours++;
    if (isNear(their)) right.theirs++;
    if (isNear(whole(our))) right.oursInOctaves++;
    if (isNear(whole(their))) right.theirsInOctaves++;
    // Theirs is that of a whole number of frames.
    assert.ok(Math.abs(our - their) < 0.06, `${tempo}: ${found}, librosa ${theirs}`);
  }
  assert.ok(right.ours >= right.theirs, JSON.stringify(right));
  assert.ok(right.oursInOctaves >= right.theirsInOctaves, JSON.stringify(right));
  assert.ok(right.oursInOctaves >= 14, JSON.stringify(right));
});

Deno.test("cadences are in their key and mode as often as by librosa's pitch classes", () => {
  for (const mode of ["major", "minor"] as const) {
    let right = 0;
    for (let tonic = 0; tonic < 12; tonic++) {
      const found = estimateKey(chroma(madeCadence(tonic, mode)));
      if (found.key === tonic && found.mode === mode) right++;
    }
    assert.ok(right >= fixture.cadencesRight[mode], `${mode}: ${right}`);
    assert.ok(right >= 11, `${mode}: ${right}`);
  }
});

Deno.test("all 24 triads, with the root in the bass, are in their key", () => {
  for (const [mode, third] of [["major", 4], ["minor", 3]] as const) {
    for (let tonic = 0; tonic < 12; tonic++) {
      const pitches = [36 + tonic, 60 + tonic, 60 + tonic + third, 67 + tonic];
      const found = estimateKey(chroma(madeChord(pitches, 1)));
      assert.deepEqual([found.key, found.mode], [tonic, mode]);
    }
  }
});

Deno.test("pitch classes are librosa's", () => {
  for (const [name, { pitches, chroma: theirs }] of Object.entries(fixture.chords)) {
    const ours = chroma(madeChord(pitches));
    theirs.forEach((value, pitch) =>
      assert.ok(Math.abs(ours[pitch] - value) < 2e-3, `${name} ${pitch}: ${ours[pitch]}, ${value}`)
    );
    const loudest = [...ours.keys()].toSorted((a, b) => ours[b] - ours[a]).slice(0, 3);
    assert.deepEqual(loudest.sort(), pitches.map((pitch) => pitch % 12).sort(), name);
  }
});

Deno.test("scales over their triad are of their key and mode, all 24 of them", () => {
  for (const mode of ["major", "minor"] as const) {
    for (let tonic = 0; tonic < 12; tonic++) {
      const found = estimateKey(chroma(madeScale(tonic, mode)));
      assert.deepEqual([found.key, found.mode], [tonic, mode]);
      assert.ok(found.modeClarity > 0);
    }
  }
});

Deno.test("loudness is pyloudnorm's, a tone at full scale is at −3 LUFS, and silence at none", () => {
  const measured = (samples: Float32Array) => integratedLoudness(samples, MUSIC_RATE_HZ);
  assert.ok(Math.abs(measured(madeChord([60, 64, 67])) - fixture.loudness.chord) < 0.1);
  assert.ok(Math.abs(measured(madeClicks(120)) - fixture.loudness.clicks) < 0.1);
  // What is silent or quiet does not count: the gates.
  const { loudAndQuiet, chord } = fixture.loudness;
  assert.ok(Math.abs(measured(madeLoudAndQuiet()) - loudAndQuiet) < 0.1);
  assert.ok(chord - loudAndQuiet < 3);
  // BS.1770-4: 997 Hz at 0 dBFS.
  const tone = new Float32Array(5 * 48_000)
    .map((_, at) => Math.sin(2 * Math.PI * 997 * at / 48_000));
  assert.ok(Math.abs(integratedLoudness(tone, 48_000) + 3.01) < 0.1);
  assert.equal(measured(new Float32Array(MUSIC_RATE_HZ)), -Infinity);
});

Deno.test("a piece is measured at any rate; what is short or silent is refused", () => {
  const found = soundFeatures(madeScale(9, "minor"), MUSIC_RATE_HZ);
  assert.deepEqual([found.key, found.mode], [9, "minor"]);
  assert.ok(found.brightness > 100 && found.brightness < 2000, `${found.brightness}`);
  assert.ok(found.noisiness < 0.1 && found.onsetRate > 1, JSON.stringify(found));
  assert.throws(() => soundFeatures(new Float32Array(10_000), 44_100), {
    name: "UserError",
    message: "Expected at least 2 s of music, but found 0.2 s",
  });
  assert.throws(() => soundFeatures(new Float32Array(100_000), 22_050), /found silence/);
});

Deno.test("loud, busy music is energetic; major and quick is positive", () => {
  const base = soundFeatures(madeScale(0, "major"), MUSIC_RATE_HZ);
  const mood = (more: Partial<typeof base>) => estimateMood({ ...base, ...more });
  assert.ok(mood({ loudness: -8 }).energy > mood({ loudness: -24 }).energy);
  assert.ok(mood({ onsetRate: 5 }).energy > mood({ onsetRate: 1 }).energy);
  assert.ok(mood({ mode: "major" }).valence > mood({ mode: "minor" }).valence);
  assert.ok(mood({ tempo: 150 }).valence > mood({ tempo: 70 }).valence);
});
