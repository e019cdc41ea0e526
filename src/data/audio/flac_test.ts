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
import { decodeFlac } from "./flac.ts";

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
