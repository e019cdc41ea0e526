import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { stft } from "../stft.ts";
import { addNoise } from "./add_noise.ts";

const tone = Float32Array.from({ length: 30_000 }, (_, n) => 0.3 * Math.sin(n / 7));
const energy = (samples: Float32Array) => samples.reduce((sum, value) => sum + value ** 2, 0);

function noiseOn(colour: "white" | "pink", decibels: number, seed: number): Float32Array {
  const samples = tone.slice();
  addNoise(samples, { colour, signalToNoiseDecibels: decibels }, createRandom(seed));
  return samples.map((value, n) => value - tone[n]);
}

for (const colour of ["white", "pink"] as const) {
  Deno.test(`${colour} noise has the level asked for and is fixed by the random stream`, () => {
    for (const decibels of [-5, 0, 20]) {
      const found = 10 * Math.log10(energy(tone) / energy(noiseOn(colour, decibels, 1)));
      assert.ok(Math.abs(found - decibels) < 1e-3, `${found}`);
    }
    assert.deepEqual(noiseOn(colour, 0, 2), noiseOn(colour, 0, 2));
    assert.notDeepEqual(noiseOn(colour, 0, 2), noiseOn(colour, 0, 3));
  });

  Deno.test(`${colour} noise falls by ${colour === "white" ? 0 : 3} dB an octave`, () => {
    const power = averagePower(noiseOn(colour, 0, 4));
    const octaves = [8, 16, 32, 64, 128].map((low) =>
      power.slice(low, 2 * low).reduce((sum, value) => sum + value, 0) / low
    );
    for (let i = 1; i < octaves.length; i++) {
      const step = 10 * Math.log10(octaves[i] / octaves[i - 1]);
      assert.ok(Math.abs(step - (colour === "white" ? 0 : -3.01)) < 0.7, `${step}`);
    }
  });
}

/** Mean power in each of 257 bins. */
function averagePower(samples: Float32Array): number[] {
  const { values, frames, bins } = stft(samples, {
    fftSize: 512,
    hopSamples: 256,
    window: "hann",
    centre: "none",
  });
  return Array.from({ length: bins }, (_, bin) => {
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) {
      const place = 2 * (frame * bins + bin);
      sum += values[place] ** 2 + values[place + 1] ** 2;
    }
    return sum / frames;
  });
}

Deno.test("silence stays silent, and nothing stays nothing", () => {
  for (const colour of ["white", "pink"] as const) {
    for (const length of [0, 1, 100]) {
      const samples = new Float32Array(length);
      addNoise(samples, { colour, signalToNoiseDecibels: 10 }, createRandom(1));
      assert.ok(samples.every((value) => value === 0));
    }
  }
});
