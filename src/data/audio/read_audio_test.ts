import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
<<<<<<< HEAD
import { mixToMono, monoOf, probeAudio, readAudio, readAudioSync } from "./read_audio.ts";
=======
import { mixToMono, monoOf, readAudio, readAudioAtOnce } from "./read_audio.ts";
>>>>>>> main
import { encodeWav } from "./wav.ts";

Deno.test("what encodeWav makes, readAudio reads, rounded to 16 bits and clipped", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "made.flac"); // the name does not matter
    const samples = Float32Array.of(0.5, -1, 1.5, -7, 0.4 / 32_768);
    await Deno.writeFile(path, encodeWav(samples, 22_050));
    const audio = await readAudio(path);
    assert.deepEqual([...audio.samples], [0.5, -1, 32_767 / 32_768, -1, 0]);
    assert.equal(audio.sampleRateHz, 22_050);
    assert.equal(audio.channels, 1);
    assert.equal(audio.durationS, 5 / 22_050);
    assert.deepEqual(await readAudioAtOnce(path), audio);
  });
});

Deno.test("mixToMono takes the mean of the channels", () => {
  const mono = mixToMono([Float32Array.of(1, 0, 0.5), Float32Array.of(0, -1, 0.5)]);
  assert.deepEqual([...mono], [0.5, -0.5, 0.5]);
});

const voice = Float32Array.from({ length: 800 }, (_, n) => Math.sin(n / 5) * Math.sin(n / 80));
const other = Float32Array.from({ length: 800 }, (_, n) => Math.sin(n / 3.1));

Deno.test("monoOf keeps a sound whose channels would cancel each other, and leaves out silent ones", () => {
  const opposed = voice.map((value) => -0.9 * value);
  assert.deepEqual(monoOf([opposed, voice]), { samples: voice, mixing: "oneOfOpposed" });
  const hum = voice.map((value) => 1e-4 * value);
  assert.deepEqual(monoOf([hum, voice]), { samples: voice, mixing: "withoutSilent" });
  assert.deepEqual(
    monoOf([voice, new Float32Array(800), other]),
    { samples: mixToMono([voice, other]), mixing: "withoutSilent" },
  );
  const ordinary: Float32Array[][] = [
    [voice, other],
    [voice, voice],
    [new Float32Array(9), new Float32Array(9)],
  ];
  for (const pair of ordinary) {
    assert.deepEqual(monoOf(pair), { samples: mixToMono(pair), mixing: "mean" });
  }
});

/** A WAV file of 32-bit floats, channel by channel for each time. */
function floatWav(channels: Float32Array[]): Uint8Array {
  const count = channels.length, frames = channels[0].length;
  const view = new DataView(new ArrayBuffer(44 + 4 * count * frames));
  const text = (at: number, word: string) =>
    [...word].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 4 * count * frames, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 3, true);
  view.setUint16(22, count, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 32_000 * count, true);
  view.setUint16(32, 4 * count, true);
  view.setUint16(34, 32, true);
  text(36, "data");
  view.setUint32(40, 4 * count * frames, true);
  channels.forEach((samples, channel) =>
    samples.forEach((value, n) => view.setFloat32(44 + 4 * (n * count + channel), value, true))
  );
  return new Uint8Array(view.buffer);
}

Deno.test("readAudio tells how channels were mixed, and refuses samples that are no numbers", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "made.wav");
    await Deno.writeFile(path, floatWav([voice, voice.map((value) => -value)]));
    const audio = await readAudio(path);
    assert.deepEqual([audio.channels, audio.mixing], [2, "oneOfOpposed"]);
    assert.deepEqual(audio.samples, voice);
    await Deno.writeFile(path, floatWav([voice, voice]));
    assert.ok(!("mixing" in await readAudio(path)));
    for (const bad of [NaN, Infinity]) {
      const samples = voice.slice();
      samples[7] = bad;
      await Deno.writeFile(path, floatWav([voice, samples]));
      await assert.rejects(
        readAudio(path),
        /^UserError: .*made\.wav .* sample 7 is (NaN|Infinity)/,
      );
    }
  });
});

Deno.test("readAudio names the file that is missing, empty or of another kind", async () => {
  await withTemporaryFolder(async (folder) => {
    const write = (name: string, content: Uint8Array) =>
      Deno.writeFile(join(folder, name), content);
    await write("empty.wav", new Uint8Array());
    await write("text.wav", new TextEncoder().encode("no sound at all"));
    await write("cut.wav", encodeWav(new Float32Array(9), 8000).subarray(0, 50));
    const rejects = (name: string, message: RegExp) =>
      assert.rejects(readAudio(join(folder, name)), (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, message);
        return true;
      });
    await rejects("missing.wav", /Expected a WAV, FLAC, .* file at .*missing\.wav/);
    await rejects("empty.wav", /empty\.wav to hold audio, but it is empty/);
    await rejects("text.wav", /text\.wav to be a WAV, FLAC, .* file/);
    await rejects("cut.wav", /cut\.wav .*truncated/);
    await rejects(".", /Expected a WAV, FLAC, .* file at .*, but it is a folder/);
  });
});

realDataTest("real WAV and FLAC files of the same clip hold the same samples", "wav", async () => {
  const pairs = [
    ["wav/1157_kz_acik.wav", "TurEV-DB/Sound Source/Angry/1157_kz_acik.flac"],
    ["wav/OAF_food_fear.wav", "TESS/OAF_fear/OAF_food_fear.flac"],
    ["wav/YAF_back_happy.wav", "TESS/YAF_happy/YAF_back_happy.flac"],
  ];
  for (const [wav, flac] of pairs) {
    const original = await readAudio(join(realDataRoot, wav));
    assert.deepEqual(await readAudio(join(realDataRoot, flac)), original);
    assert.ok(original.durationS > 0.3 && original.durationS < 3.5);
  }
});

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const u32 = (value: number) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
const u16 = (value: number) => [value & 255, value >> 8];
const chunk = (name: string, bytes: number[], size = bytes.length) => [
  ...ascii(name),
  ...u32(size),
  ...bytes,
  ...(bytes.length % 2 ? [0] : []),
];
const wav = (...chunks: number[][]) =>
  new Uint8Array([...ascii("RIFF"), ...u32(0), ...ascii("WAVE"), ...chunks.flat()]);
/** Format chunk: code, channels, rate, bits. */
const format = (channels: number, rate: number, bits: number) => [
  ...u16(1),
  ...u16(channels),
  ...u32(rate),
  ...u32((rate * channels * bits) / 8),
  ...u16((channels * bits) / 8),
  ...u16(bits),
];

Deno.test("probeAudio reads rate, channels and duration of a WAV file", () => {
  const bytes = encodeWav(new Float32Array(4000), 16_000);
  assert.deepEqual(probeAudio(bytes, "a.wav"), {
    sampleRateHz: 16_000,
    channels: 1,
    durationS: 0.25,
  });
});

Deno.test("probeAudio passes unknown chunks, also of odd size, and counts frames, not samples", () => {
  const fmt = chunk("fmt ", format(2, 8000, 24));
  const bytes = wav(chunk("LIST", [1, 2, 3]), fmt, chunk("data", new Array(600).fill(0)));
  const expected = { sampleRateHz: 8000, channels: 2, durationS: 100 / 8000 };
  assert.deepEqual(probeAudio(bytes, "a.wav"), expected);
});

Deno.test("probeAudio takes the rest of the file where the data size was never filled in", () => {
  const fmt = chunk("fmt ", format(1, 1000, 16));
  const bytes = wav(fmt, chunk("data", new Array(200).fill(0), 0xffffffff));
  assert.equal(probeAudio(bytes, "a.wav").durationS, 0.1);
});

Deno.test("A04: probeAudio counts frames by the bytes of samples, whatever the alignment says", () => {
  for (const align of [0, 1, 7, 16]) {
    const fmt = chunk("fmt ", format(1, 8000, 16));
    fmt[8 + 12] = align;
    const bytes = wav(fmt, chunk("data", new Array(160).fill(1)));
    assert.equal(probeAudio(bytes, "a.wav").durationS, 0.01, String(align));
  }
});

Deno.test("probeAudio reads a FLAC file's STREAMINFO, lengths beyond 32 bits included", () => {
  const bytes = new Uint8Array(42);
  bytes.set([...ascii("fLaC"), 0x80, 0, 0, 34]);
  const view = new DataView(bytes.buffer);
  view.setUint32(18, (44_100 << 12) | (1 << 9) | (15 << 4) | 1);
  view.setUint32(22, 44_100);
  const header = probeAudio(bytes, "a.flac");
  assert.equal(header.sampleRateHz, 44_100);
  assert.equal(header.channels, 2);
  assert.equal(header.durationS, (2 ** 32 + 44_100) / 44_100);
});

const broken: [string, Uint8Array, RegExp][] = [
  ["nothing", new Uint8Array(0), /a\.wav to hold audio, but it is empty/],
  ["text", new Uint8Array(ascii("hello, world")), /to be a WAV or FLAC file/],
  ["three bytes", new Uint8Array(ascii("RIF")), /to be a WAV or FLAC file/],
  ["no data", wav(chunk("fmt ", format(1, 8000, 16))), /to have a chunk "data"/],
  ["no format", wav(chunk("data", [0, 0])), /state its format before its samples/],
  ["a short format", wav(chunk("fmt ", [1, 0]), chunk("data", [0, 0])), /format chunk .* 16 bytes/],
  ["a rate of zero", wav(chunk("fmt ", format(1, 0, 16)), chunk("data", [0, 0])), /0 Hz/],
  [
    "less than announced",
    encodeWav(new Float32Array(5), 8000).slice(0, 46),
    /to hold 10 bytes in its chunk "data", but found 2; the file is truncated/,
  ],
  ["a FLAC marker alone", new Uint8Array(ascii("fLaC")), /truncated/],
  ["a format that the decoder refuses", wav(chunk("fmt ", format(1, 8000, 40))), /a chunk "data"/],
];
for (const [what, bytes, message] of broken) {
  Deno.test(`probeAudio refuses ${what}`, () => {
    assert.throws(() => probeAudio(bytes, "a.wav"), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  });
}

realDataTest("probeAudio says the same of a WAV file and its FLAC copy", "TurEV-DB", async () => {
  const read = async (...path: string[]) => {
    const file = join(realDataRoot, ...path);
    return probeAudio(await Deno.readFile(file), file);
  };
  const name = "1157_kz_acik";
  const flac = await read("TurEV-DB", "Sound Source", "Angry", `${name}.flac`);
  assert.deepEqual(await read("wav", `${name}.wav`), flac);
  assert.equal((await read("wav", "OAF_food_fear.wav")).sampleRateHz, 96_000);
});
