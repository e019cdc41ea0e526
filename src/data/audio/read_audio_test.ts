import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { mixToMono, monoOf, readAudio, readAudioAtOnce } from "./read_audio.ts";
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
