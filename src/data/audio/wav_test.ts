import assert from "node:assert/strict";
import { UserError } from "../../base/user_error.ts";
import { audioFormat } from "./audio_format.ts";
import { probeAudio } from "./probe_audio.ts";
import { decodeWav } from "./wav.ts";

/** What a made WAV file holds. */
interface WavParts {
  code?: number;
  bits: number;
  channels?: number;
  /** Bytes of the samples. */
  data: number[];
  extensible?: boolean;
  /** Chunks in front of the format. */
  before?: [string, number[]][];
  /** Replaces the data chunk's size. */
  statedSize?: number;
}

function chunk(id: string, content: number[], statedSize = content.length): number[] {
  const size = [0, 8, 16, 24].map((shift) => (statedSize >>> shift) & 255);
  const pad = content.length % 2 ? [0] : [];
  return [...new TextEncoder().encode(id), ...size, ...content, ...pad];
}

function wav({ code = 1, bits, channels = 1, data, extensible, before, statedSize }: WavParts) {
  const little = (value: number, bytes: number) =>
    Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 255);
  const frame = (bits / 8) * channels;
  const format = [
    ...little(extensible ? 0xfffe : code, 2),
    ...little(channels, 2),
    ...little(16_000, 4),
    ...little(16_000 * frame, 4),
    ...little(frame, 2),
    ...little(bits, 2),
  ];
  // Size of the extension, valid bits, channel mask, and a GUID that begins with the code.
  if (extensible) format.push(22, 0, bits, 0, 4, 0, 0, 0, code, ...new Array<number>(15).fill(0));
  const chunks = [
    ...(before ?? []).flatMap(([id, content]) => chunk(id, content)),
    ...chunk("fmt ", format),
    ...chunk("data", data, statedSize),
  ];
  return Uint8Array.from(chunk("RIFF", [...new TextEncoder().encode("WAVE"), ...chunks]));
}

const floatBytes = (values: number[]) => [...new Uint8Array(Float32Array.from(values).buffer)];
const doubleBytes = (values: number[]) => [...new Uint8Array(Float64Array.from(values).buffer)];

const formats: [string, WavParts, number[]][] = [
  ["8 bits, unsigned", { bits: 8, data: [0, 128, 192] }, [-1, 0, 0.5]],
  ["16 bits", { bits: 16, data: [0, 0x80, 0, 0x40, 1, 0] }, [-1, 0.5, 2 ** -15]],
  ["24 bits", { bits: 24, data: [0, 0, 0x80, 0, 0, 0x40, 1, 0, 0] }, [-1, 0.5, 2 ** -23]],
  ["24 bits, negative", { bits: 24, data: [0xff, 0xff, 0xff] }, [-(2 ** -23)]],
  ["32 bits", { bits: 32, data: [0, 0, 0, 0x80, 0, 0, 0, 0x40] }, [-1, 0.5]],
  ["float 32", { code: 3, bits: 32, data: floatBytes([-1.5, 0.25]) }, [-1.5, 0.25]],
  ["float 64", { code: 3, bits: 64, data: doubleBytes([-1.5, 0.25]) }, [-1.5, 0.25]],
  ["extensible 16", { bits: 16, extensible: true, data: [0, 0x40] }, [0.5]],
  ["extensible float", { code: 3, bits: 32, extensible: true, data: floatBytes([0.5]) }, [0.5]],
  ["odd data chunk", { bits: 8, data: [128, 192, 0] }, [0, 0.5, -1]],
  ["half a sample left over", { bits: 16, data: [0, 0x40, 7] }, [0.5]],
  [
    "odd unknown chunks in front",
    { bits: 16, data: [0, 0x40], before: [["LIST", [1, 2, 3]], ["bext", [9]]] },
    [0.5],
  ],
  ["size left open by a pipe", { bits: 16, data: [0, 0x40], statedSize: 0xffffffff }, [0.5]],
];

for (const [name, parts, samples] of formats) {
  Deno.test(`decodeWav reads ${name}`, () => {
    const { channels, sampleRateHz } = decodeWav(wav(parts), "x.wav");
    assert.equal(sampleRateHz, 16_000);
    assert.deepEqual(channels, [Float32Array.from(samples)]);
  });
}

Deno.test("decodeWav keeps channels apart, eight of them too", () => {
  const data = Array.from({ length: 16 }, (_, i) => 128 + i);
  const { channels } = decodeWav(wav({ bits: 8, channels: 8, data }), "x.wav");
  assert.equal(channels.length, 8);
  channels.forEach((samples, channel) => {
    assert.deepEqual([...samples], [channel / 128, (channel + 8) / 128]);
  });
});

const sound = wav({ bits: 16, data: [0, 0x40] });
const renamed = (id: string) =>
  Uint8Array.from([...new TextEncoder().encode(id), ...sound.slice(4)]);
const faults: [string, Uint8Array, RegExp][] = [
  ["big-endian RIFX", renamed("RIFX"), /x\.wav .*but it is RIFX/],
  ["another format", renamed("OggS"), /Expected x\.wav to begin as a WAV file does/],
  ["no samples", wav({ bits: 16, data: [] }), /Expected x\.wav to hold samples/],
  ["a cut header", sound.slice(0, 30), /x\.wav .*"fmt".*truncated/],
  ["cut data", wav({ bits: 16, data: [0, 0, 0, 0] }).slice(0, -2), /4 bytes .*found 2.*truncated/],
  ["no data chunk", sound.slice(0, 36), /x\.wav to have a chunk "data"/],
  ["GSM", wav({ code: 0x31, bits: 0, data: [0] }), /found format 49 with 0 bits; .*ffmpeg -i/],
  ["floats of 16 bits", wav({ code: 3, bits: 16, data: [0, 0] }), /found format 3 with 16 bits/],
  ["no channels", wav({ bits: 16, channels: 0, data: [0, 0] }), /found 0 channels/],
];

for (const [name, bytes, message] of faults) {
  Deno.test(`decodeWav says what is wrong with ${name}`, () => {
    assert.throws(() => decodeWav(bytes, "x.wav"), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("decodeWav ends in samples or a UserError wherever a file is cut", () => {
  const whole = wav({ bits: 16, channels: 2, extensible: true, data: new Array(40).fill(1) });
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => decodeWav(whole.subarray(0, length), "x.wav"), UserError);
  }
});

Deno.test("A01: a length that was never filled in is read to the end of the file", () => {
  const samples = Float32Array.of(0.5, -0.5, 0.25);
  const data = [0, 0x40, 0, 0xc0, 0, 0x20];
  for (const statedSize of [0, 0x7fff0000, 0x7ffffffe, 0x80000010, 0xfffffff0, 0xffffffff, 7, 50]) {
    const bytes = wav({ bits: 16, data, statedSize });
    assert.deepEqual(decodeWav(bytes, "pipe.wav").channels, [samples], String(statedSize));
  }
  // The two lengths agree: the file was whole once.
  const cut = wav({ bits: 16, data: [...data, 1, 2] }).slice(0, -2);
  assert.throws(() => decodeWav(cut, "cut.wav"), /cut\.wav to hold 8 bytes .*truncated/);
});

Deno.test("A01: an empty data chunk in front of others is empty", () => {
  const whole = wav({ bits: 16, data: [] });
  const behind = Uint8Array.from([...whole, ...chunk("LIST", [1, 2, 3, 4])]);
  assert.throws(() => decodeWav(behind, "x.wav"), /to hold samples, but its data chunk is empty/);
});

Deno.test("A05: samples that are no numbers, or no sound, are refused by the file's name", () => {
  const cases: [number[], string][] = [
    [[0.5, NaN], "sample 1 is NaN"],
    [[Infinity], "sample 0 is Infinity"],
    [[0, 0, -1e30], "sample 2 is -"],
  ];
  for (const [values, message] of cases) {
    for (const [bits, data] of [[32, floatBytes(values)], [64, doubleBytes(values)]] as const) {
      const bytes = wav({ code: 3, bits, data });
      const expected = { name: "UserError", message: new RegExp(`bad\\.wav .*${message}`) };
      assert.throws(() => decodeWav(bytes, "bad.wav"), expected);
      assert.throws(() => probeAudio(bytes, "bad.wav"), expected);
    }
  }
  // Floats that were scaled as integers are read as they are.
  const scaled = wav({ code: 3, bits: 32, data: floatBytes([-32768, 2 ** 31]) });
  assert.deepEqual(decodeWav(scaled, "x.wav").channels, [Float32Array.of(-32768, 2 ** 31)]);
});

Deno.test("A06: sampling rates of 1 to 768 kHz are read, others refused with the limits", () => {
  const at = (rate: number) => {
    const bytes = wav({ bits: 16, data: [0, 0x40] });
    new DataView(bytes.buffer).setUint32(24, rate, true);
    return bytes;
  };
  for (const rate of [1_000, 7_999, 767_999, 768_000]) {
    assert.equal(decodeWav(at(rate), "x.wav").sampleRateHz, rate);
    assert.equal(probeAudio(at(rate), "x.wav").sampleRateHz, rate);
  }
  for (const rate of [0, 1, 999, 768_001, 2_500_009, 0xffffffff]) {
    const expected = {
      name: "UserError",
      message: `Expected x.wav to have a sampling rate of 1000 to 768000 Hz, but found ${rate} Hz`,
    };
    assert.throws(() => decodeWav(at(rate), "x.wav"), expected);
    assert.throws(() => probeAudio(at(rate), "x.wav"), expected);
  }
});

Deno.test("A08: what is not read is named, with the program that converts it", () => {
  const text = (characters: string) => Uint8Array.from(characters, (c) => c.charCodeAt(0));
  const cases: [Uint8Array, RegExp][] = [
    [text("OggS\0\x02"), /x to be a WAV, FLAC, .*but it is Ogg .*convert it, .*ffmpeg -i/],
    [text("#!AMR\n"), /but it is AMR/],
    [text("RIFF\0\0\0\0AVI LIST"), /but it is AVI/],
    [text("wvpk"), /but it is WavPack/],
    [text("plain text"), /but it begins as none does$/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => audioFormat(bytes, "x"), { name: "UserError", message });
  }
  const known: [Uint8Array, string][] = [
    [text("\0\0\0 ftypM4A "), "aac"],
    [text("\xff\xf1\x50\x80"), "aac"],
    [text("FORM\0\0\0\0AIFF"), "aiff"],
    [text("ID3\x04\0\0\0\0\0\0\xff\xfb\x90\0"), "mp3"],
    [text("\x1aE\xdf\xa3"), "webm"],
  ];
  for (const [bytes, format] of known) assert.equal(audioFormat(bytes, "x"), format);
});

Deno.test("a frame of MPEG audio is known by its eleven ones, its layer and its rate", () => {
  const formatOf = (...bytes: number[]) => {
    try {
      return audioFormat(Uint8Array.from(bytes), "x");
    } catch (error) {
      assert.ok(error instanceof UserError);
      return "none";
    }
  };
  assert.equal(formatOf(0xff, 0xfb, 0x90, 0), "mp3");
  assert.equal(formatOf(0xff, 0xf3, 0x40, 0), "mp3");
  assert.equal(formatOf(0xff, 0xe3, 0x40, 0), "mp3");
  assert.equal(formatOf(0xfe, 0xfb, 0x90, 0), "none");
  assert.equal(formatOf(0x41, 0xfb, 0x90, 0), "none");
  assert.equal(formatOf(0xff, 0xf9, 0x90, 0), "aac"); // no layer: AAC in ADTS
  assert.equal(formatOf(0xff, 0xdb, 0x90, 0), "none"); // ten ones
  assert.equal(formatOf(0xff, 0xfb, 0xf0, 0), "none"); // a rate that there is not
});
