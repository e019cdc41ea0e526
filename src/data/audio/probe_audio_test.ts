import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { probeAudio } from "./probe_audio.ts";
import { encodeWav } from "./wav.ts";

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
  ["text", new Uint8Array(ascii("hello, world")), /to be a WAV, FLAC, .* file/],
  ["three bytes", new Uint8Array(ascii("RIF")), /to be a WAV, FLAC, .* file/],
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
