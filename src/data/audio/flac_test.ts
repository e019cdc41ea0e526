import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { FLACDecoder } from "@wasm-audio-decoders/flac";
import { z } from "zod";
import { sha256 } from "../../base/files.ts";
import { readJson } from "../../base/json.ts";
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { crc16, crc8 } from "./bit_reader.ts";
import { decodeFlac, probeFlac } from "./flac.ts";

const fixtureSchema = z.object({
  cases: z.array(z.object({
    name: z.string(),
    bits: z.int(),
    samples: z.int(),
    channels: z.int(),
    sha256: z.string(),
    flac: z.string(),
  })),
});
const fixturePath = new URL("./flac_fixture.json", import.meta.url).pathname;
const { cases } = await readJson(fixturePath, fixtureSchema);
const bytesOf = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Samples as interleaved integers of `bits` bits. */
function integers(channels: Float32Array[], bits: number): Int32Array {
  const out = new Int32Array(channels.length * channels[0].length);
  channels.forEach((samples, channel) =>
    samples.forEach((value, i) => out[i * channels.length + channel] = value * 2 ** (bits - 1))
  );
  return out;
}

for (const { name, bits, samples, channels, sha256: hash, flac } of cases) {
  Deno.test(`decodeFlac gives libFLAC's integers: ${name}`, () => {
    const decoded = decodeFlac(bytesOf(flac), name);
    assert.equal(decoded.sampleRateHz, 44_100);
    assert.equal(decoded.channels.length, channels);
    assert.equal(decoded.channels[0].length, samples);
    assert.equal(sha256(new Uint8Array(integers(decoded.channels, bits).buffer)), hash);
  });
}

Deno.test("decodeFlac agrees with the WebAssembly build of libFLAC to a step", async () => {
  const decoder = new FLACDecoder();
  await decoder.ready;
  for (const { name, flac } of cases.filter(({ bits, channels }) => bits === 16 && channels < 3)) {
    const theirs = await decoder.decodeFile(bytesOf(flac));
    await decoder.reset();
    const ours = decodeFlac(bytesOf(flac), name);
    ours.channels.forEach((samples, channel) => {
      const other = theirs.channelData[channel];
      assert.equal(other.length, samples.length, name);
      // It scales by 32767 and so is a step off at places.
      samples.forEach((value, i) => {
        assert.ok(Math.abs(other[i] - value) < 1.01 / 32_767, `${name}, sample ${i}`);
      });
    });
  }
  decoder.free();
});

Deno.test("decodeFlac refuses a file cut anywhere, naming it", () => {
  const whole = bytesOf(cases[0].flac);
  for (let length = 4; length < whole.length; length += 13) {
    assert.throws(() => decodeFlac(whole.subarray(0, length), "cut.flac"), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, /Expected cut\.flac to be/);
      return true;
    });
  }
});

Deno.test("decodeFlac finds every flipped bit of a frame by its checksums", () => {
  const whole = bytesOf(cases.find(({ name }) => name === "16 bits, correlated stereo")!.flac);
  // A frame begins with fourteen ones and a zero, behind the 42 bytes of STREAMINFO.
  const firstFrame = whole.findIndex((byte, i) =>
    i > 42 && byte === 0xff && (whole[i + 1] & 0xfe) === 0xf8
  );
  const random = createRandom(5);
  for (let trial = 0; trial < 300; trial++) {
    const damaged = whole.slice();
    damaged[random.integer(firstFrame, whole.length - 1)] ^= 1 << random.integer(0, 7);
    assert.throws(() => decodeFlac(damaged, "damaged.flac"), UserError);
  }
});

Deno.test("decodeFlac never ends in anything but samples or a UserError on damaged headers", () => {
  const whole = bytesOf(cases[0].flac);
  const random = createRandom(6);
  for (let trial = 0; trial < 200; trial++) {
    const damaged = whole.slice();
    damaged[random.integer(4, 60)] = random.integer(0, 255);
    try {
      decodeFlac(damaged, "damaged.flac");
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
    }
  }
});

Deno.test("decodeFlac says which widths it supports", () => {
  const wide = bytesOf(cases[0].flac);
  // Five bits of sample size less one: 31 stands for 32 bits.
  wide[20] |= 1;
  wide[21] |= 0xf0;
  assert.throws(() => decodeFlac(wide, "wide.flac"), /wide\.flac .*32 bits a sample/);
});

realDataTest("decodeFlac gives the samples whose MD5 real files carry", "TurEV-DB", () => {
  const folders = ["TurEV-DB/Sound Source/Angry", "TESS/OAF_fear", "TESS/YAF_sad"];
  for (const folder of folders.map((name) => join(realDataRoot, name))) {
    for (const { name } of [...Deno.readDirSync(folder)].slice(0, 20)) {
      const bytes = Deno.readFileSync(join(folder, name));
      const { channels: [samples] } = decodeFlac(bytes, name);
      const pcm = Int16Array.from(samples, (value) => value * 32_768);
      const digest = createHash("md5").update(new Uint8Array(pcm.buffer)).digest();
      // STREAMINFO, at byte 8, ends with the MD5 of the unencoded samples.
      assert.deepEqual(new Uint8Array(digest), bytes.slice(26, 42), name);
    }
  }
});

/** Fields of bits, filled up with zeros. */
function packed(fields: readonly (readonly [value: number, width: number])[]): number[] {
  const digits = fields.map(([value, width]) => value.toString(2).padStart(width, "0")).join("");
  return Array.from(
    { length: Math.ceil(digits.length / 8) },
    (_, at) => parseInt(digits.slice(at * 8, at * 8 + 8).padEnd(8, "0"), 2),
  );
}

/** A mono file of 16 bits at 8 kHz: one constant frame of `blockSize` samples for each value. */
function constantFrames(values: number[], blockSize: number, statedSamples: number): Uint8Array {
  const info = packed([
    ...[[blockSize, 16], [blockSize, 16], [0, 48], [8000, 20], [0, 3], [15, 5]] as const,
    ...[[0, 4], [statedSamples, 32], [0, 128]] as const,
  ]);
  const frames = values.flatMap((value, number) => {
    const head = [
      ...packed([[0x7ffc, 15], [0, 1], [7, 4], [4, 4], [0, 4], [4, 3], [0, 1], [number, 8]]),
      ...packed([[blockSize - 1, 16]]),
    ];
    const view = (bytes: number[]) => new DataView(Uint8Array.from(bytes).buffer);
    head.push(crc8(view(head), 0, head.length));
    const frame = [...head, ...packed([[0, 8], [value, 16]])];
    return [...frame, ...packed([[crc16(view(frame), 0, frame.length), 16]])];
  });
  return Uint8Array.from([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, info.length, ...info, ...frames]);
}

Deno.test("a stream that states no length is read and counted to its end, however long", () => {
  const values = [100, 200, 300, 400, 500];
  const bytes = constantFrames(values, 30_000, 0);
  const { channels: [samples] } = decodeFlac(bytes, "piped.flac");
  assert.equal(samples.length, 150_000);
  values.forEach((value, frame) => {
    for (const at of [0, 29_999]) assert.equal(samples[frame * 30_000 + at], value / 32_768);
  });
  assert.deepEqual(probeFlac(bytes, "piped.flac"), {
    sampleRateHz: 8000,
    channels: 1,
    samples: 150_000,
  });
});

Deno.test("as many samples are given as the stream states; one that has fewer is truncated", () => {
  const { channels: [samples] } = decodeFlac(constantFrames([7, 8], 1000, 1500), "x.flac");
  assert.equal(samples.length, 1500);
  assert.deepEqual([samples[999], samples[1000]], [7 / 32_768, 8 / 32_768]);
  const short = constantFrames([7, 8], 1000, 2001);
  assert.throws(() => decodeFlac(short, "x.flac"), /x\.flac to be a whole FLAC file/);
});
