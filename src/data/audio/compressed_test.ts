import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../../base/json.ts";
import { UserError } from "../../base/user_error.ts";
import { listFiles } from "../files.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { audioFormat } from "./audio_format.ts";
import { type CompressedFormat, decodeCompressed } from "./compressed.ts";
import { probeAudio } from "./probe_audio.ts";
import { decodeAudio, readAudio } from "./read_audio.ts";

const path = new URL("./compressed_fixture.json", import.meta.url).pathname;
const schema = z.object({
  cases: z.array(z.object({
    name: z.string(),
    samples: z.int(),
    everyTenth: z.array(z.number()),
    file: z.string(),
  })),
});
const { cases } = await readJson(path, schema);
const files = cases.map(({ file, ...one }) => ({ ...one, bytes: Uint8Array.fromBase64(file) }));

/** The encoders' random noise and other decoders' rounding leave so much. */
const LEAST_SNR_DB: Record<string, number> = { m4a: 15 };
const isPlain = (name: string) => /aiff|caf|wav/.test(name);

Deno.test("every format gives what ffmpeg decodes, at the same place", async (t) => {
  for (const { name, samples, everyTenth, bytes } of files) {
    await t.step(name, async () => {
      const audio = await decodeAudio(bytes, `voice.${name}`);
      assert.equal(audio.channels, 1);
      assert.equal(audio.samples.length, samples);
      const own = everyTenth.map((_, at) => audio.samples[at * 10]);
      const power = everyTenth.reduce((sum, value) => sum + value ** 2, 0);
      const error = everyTenth.reduce((sum, value, at) => sum + (value - own[at]) ** 2, 0);
      const snrDb = 10 * Math.log10(power / Math.max(error, 1e-12));
      assert.ok(snrDb > (LEAST_SNR_DB[name] ?? 50), `${name}: ${snrDb.toFixed(1)} dB`);
    });
  }
});

Deno.test("a file that is cut or damaged is refused by name, or read in part, but never fails", async () => {
  for (const { name, bytes } of files) {
    const cuts = [4, 12, 30, 100, Math.floor(bytes.length / 2), bytes.length - 1];
    const damaged = bytes.slice();
    for (let at = 40; at < damaged.length; at += 97) damaged[at] ^= 0x55;
    for (const some of [...cuts.map((cut) => bytes.subarray(0, cut)), damaged]) {
      try {
        const { samples } = await decodeAudio(some, `voice.${name}`);
        assert.ok(samples.length > 0 && samples.every(Number.isFinite));
      } catch (error) {
        assert.ok(error instanceof UserError, `${name}: ${(error as Error).stack}`);
        assert.match(error.message, /voice\./);
      }
    }
  }
});

Deno.test("decoding ends at a bound", async () => {
  for (const { name, bytes } of files) {
    if (isPlain(name)) continue;
    const format = audioFormat(bytes, name) as CompressedFormat;
    await assert.rejects(
      decodeCompressed(bytes, format, `voice.${name}`, 2000),
      /UserError: Expected voice\.\w+ to hold at most 2000 values/,
    );
  }
});

Deno.test("files of all formats are listed and read; only bounded ones are probed", async () => {
  await withTemporaryFolder(async (folder) => {
    for (const { name, bytes } of files) await Deno.writeFile(join(folder, `v.${name}`), bytes);
    const { files: found } = await listFiles(folder, "audio");
    assert.deepEqual(found, files.map(({ name }) => `v.${name}`).sort());
    for (const file of found) assert.ok((await readAudio(join(folder, file))).durationS > 0.49);
  });
  for (const { name, bytes, samples } of files) {
    if (isPlain(name)) {
      const { durationS, sampleRateHz } = probeAudio(bytes, name);
      assert.equal(Math.round(durationS * sampleRateHz), samples);
    } else assert.throws(() => probeAudio(bytes, name), /convert it, such as by ffmpeg/);
  }
});
