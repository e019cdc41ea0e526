import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../base/random.ts";
import { stft } from "../stft.ts";
import { decodeFloats } from "../testing/decode_floats.ts";
import { largestDifference } from "../testing/largest_difference.ts";
import { readWaveFixture } from "./testing/read_wave_fixture.ts";
import {
  addNoise,
  addRoom,
  changeGain,
  changeSpeed,
  convolve,
  createRoomResponse,
  roundSpeed,
  shiftPitch,
  shiftSamples,
  stretchTime,
} from "./waveform.ts";

const tone = Float32Array.from({ length: 30_000 }, (_, n) => 0.3 * Math.sin(n / 7));
const energy = (samples: Float32Array) => samples.reduce((sum, value) => sum + value ** 2, 0);

function noiseOn(colour: "white" | "pink", decibels: number, seed: number): Float32Array {
  const samples = tone.slice();
  addNoise(samples, { colour, signalToNoiseDecibels: decibels }, createRandom(seed));
  return samples.map((value, n) => value - tone[n]);
}

for (const colour of ["white", "pink"] as const) {
  Deno.test(`${colour} noise has the level requested and is fixed by the random stream`, () => {
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

Deno.test("20 dB are a factor of 10 and 0 dB of 1", () => {
  const samples = Float32Array.of(0.5, -0.25);
  changeGain(samples, 0);
  assert.deepEqual([...samples], [0.5, -0.25]);
  changeGain(samples, 20);
  assert.deepEqual([...samples], [5, -2.5]);
  changeGain(samples, -20);
  assert.deepEqual([...samples], [0.5, -0.25]);
});

Deno.test("shifting is what indexing says, at both kinds of edge", () => {
  const anyShift = fc.record({
    length: fc.nat(12),
    shift: fc.integer({ min: -30, max: 30 }),
    edge: fc.constantFrom("silence" as const, "circular" as const),
  });
  fc.assert(fc.property(anyShift, ({ length, shift, edge }) => {
    const samples = Float32Array.from({ length }, (_, n) => n + 1);
    const wanted = Array.from(samples, (_, n) => {
      const from = n - shift;
      if (edge === "silence") return from >= 0 && from < length ? samples[from] : 0;
      return samples[((from % length) + length) % length];
    });
    shiftSamples(samples, shift, edge);
    assert.deepEqual([...samples], wanted);
  }));
});

for (const factor of [0.5, 0.9, 1, 1.1, 1.237, 3]) {
  Deno.test(`a tone at ${factor} times its speed is ${factor} times as high and as short`, () => {
    const tone = (cyclesASample: number) => (_: unknown, n: number) =>
      Math.sin(2 * Math.PI * cyclesASample * n);
    const found = changeSpeed(Float32Array.from({ length: 6000 }, tone(0.04)), factor);
    assert.equal(found.length, Math.ceil(6000 / factor));
    const wanted = Array.from(found, tone(0.04 * factor));
    // Filters reach beyond the ends.
    for (let n = 400; n < found.length - 400; n++) {
      assert.ok(Math.abs(found[n] - wanted[n]) < 1e-3, `${n}`);
    }
  });
}

Deno.test("speeds are rounded to a thousandth; too odd ones are a user's mistake", () => {
  assert.equal(roundSpeed(1.12346), 1.123);
  const samples = Float32Array.from({ length: 500 }, (_, n) => Math.sin(n / 9));
  assert.deepEqual(changeSpeed(samples, 1.1004), changeSpeed(samples, 1.1));
  const same = changeSpeed(samples, 1);
  assert.ok(same !== samples);
  assert.deepEqual(same, samples);
  for (const factor of [0.01, 11, NaN]) {
    assert.throws(() => changeSpeed(samples, factor), { name: "UserError" });
  }
});

const fixture = await readWaveFixture();
const samples = decodeFloats(fixture.samples);

for (const { rate, samples: wanted } of fixture.stretched) {
  Deno.test(`stretching time by ${rate} is librosa's`, () => {
    assert.ok(largestDifference(stretchTime(samples, rate), decodeFloats(wanted)) < 1e-6);
  });
}

Deno.test("at the same rate the sound stays, however short", () => {
  assert.ok(largestDifference(stretchTime(samples, 1), samples) < 1e-6);
  assert.deepEqual([...stretchTime(Float32Array.of(0.5), 2)].length, 1);
});

Deno.test("odd rates and no sound are a user's mistake", () => {
  for (const rate of [0, -1, NaN, Infinity]) {
    assert.throws(() => stretchTime(samples, rate), { message: /Expected a positive rate/ });
  }
  assert.throws(() => stretchTime(new Float32Array(0), 2), { name: "UserError" });
});

for (const { semitones, samples: wanted } of fixture.shifted) {
  Deno.test(`shifting pitch by ${semitones.toFixed(2)} semitones is librosa's with soxr`, () => {
    // The two resamplers' filters differ near the highest frequencies.
    assert.ok(largestDifference(shiftPitch(samples, semitones), decodeFloats(wanted)) < 1e-3);
  });
}

Deno.test("too far is a user's mistake", () => {
  assert.throws(() => shiftPitch(samples, 25), { name: "UserError", message: /-24 to 24/ });
  assert.throws(() => shiftPitch(samples, NaN), { name: "UserError" });
});

const RATE = 16_000;

Deno.test("echoes decay by 60 dB in the reverberation time and have the energy requested", () => {
  for (const reverberationS of [0.2, 0.5, 1.2]) {
    const room = { reverberationS, directToReverberantDecibels: 4 };
    const response = createRoomResponse(room, RATE, createRandom(1));
    assert.equal(response[0], 1);
    const echoes = response.subarray(1);
    assert.ok(Math.abs(10 * Math.log10(1 / energy(echoes)) - 4) < 1e-3);
    // A twelfth of the time later the level is 5 dB lower, in any part of the response.
    const part = Math.floor(echoes.length / 12);
    const levels = Array.from(
      { length: 12 },
      (_, i) => 10 * Math.log10(energy(echoes.subarray(i * part, (i + 1) * part))),
    );
    assert.ok(Math.abs(levels[0] - levels[11] - 55) < 2, `${levels[0] - levels[11]}`);
  }
});

Deno.test("sound in a room begins as it was, is as long, and echoes go on in silence", () => {
  const room = { reverberationS: 0.3, directToReverberantDecibels: 0 };
  const click = new Float32Array(3000);
  click[100] = 0.5;
  const heard = addRoom(click, room, RATE, createRandom(2));
  assert.equal(heard.length, 3000);
  assert.ok(heard.subarray(0, 100).every((value) => Math.abs(value) < 1e-6));
  assert.ok(Math.abs(heard[100] - 0.5) < 1e-6);
  const response = createRoomResponse(room, RATE, createRandom(2));
  for (let n = 100; n < 3000; n++) assert.ok(Math.abs(heard[n] - response[n - 100] / 2) < 1e-6);
});

Deno.test("a room without a time, or a canyon, is a user's mistake", () => {
  for (const reverberationS of [0, -1, NaN, 10]) {
    assert.throws(
      () =>
        createRoomResponse(
          { reverberationS, directToReverberantDecibels: 0 },
          RATE,
          createRandom(1),
        ),
      { name: "UserError", message: /Expected a reverberation time/ },
    );
  }
});

Deno.test("convolution is scipy's", async () => {
  const { samples, response, convolved } = await readWaveFixture();
  const found = convolve(decodeFloats(samples), decodeFloats(response));
  assert.ok(largestDifference(found, decodeFloats(convolved)) < 1e-6);
});

Deno.test("short signals are convolved as on paper; nothing with anything is nothing", () => {
  const found = convolve(Float32Array.of(1, 2, 3), Float32Array.of(4, -5));
  assert.deepEqual(Array.from(found, Math.round), [4, 3, 2, -15]);
  assert.deepEqual([...convolve(Float32Array.of(3), Float32Array.of(2))], [6]);
  assert.equal(convolve(new Float32Array(0), Float32Array.of(1)).length, 0);
});
