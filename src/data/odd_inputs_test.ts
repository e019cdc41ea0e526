/**
 * Files that are valid but odd are read as libsndfile, Pillow and Python's own modules read them;
 * see bench/parity/odd_inputs.py.
 */
import assert from "node:assert/strict";
import { z } from "zod";
import { parseJson, readJson } from "../base/json.ts";
import { decodeText } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { decodeWav } from "./audio/wav.ts";
import { decodeFlac } from "./audio/flac.ts";
import { audioFormat } from "./audio/audio_format.ts";
import { probeAudio } from "./audio/probe_audio.ts";
import { parseCsv } from "../base/csv.ts";
import { readImage } from "./images/read_image.ts";

const fixture = await readJson(
  new URL("./odd_inputs_fixture.json", import.meta.url).pathname,
  z.object({
    sounds: z.array(z.object({
      name: z.string(),
      file: z.string(),
      sampleRateHz: z.int(),
      channels: z.int(),
      samples: z.string(),
    })),
    pictures: z.array(z.object({
      name: z.string(),
      file: z.string(),
      width: z.int(),
      height: z.int(),
      grey: z.string(),
    })),
    json: z.array(z.object({ name: z.string(), file: z.string(), value: z.unknown().optional() })),
    tables: z.array(z.object({
      name: z.string(),
      file: z.string(),
      rows: z.array(z.array(z.string())),
    })),
  }),
);
const bytesOf = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

for (const { name, file, sampleRateHz, channels, samples } of fixture.sounds) {
  Deno.test(`A01 A03 A04 A09 A11 A12 A13: a sound is read as libsndfile does: ${name}`, () => {
    const bytes = bytesOf(file);
    const decode = audioFormat(bytes, name) === "flac" ? decodeFlac : decodeWav;
    const found = decode(bytes, name);
    const expected = new Float32Array(bytesOf(samples).buffer);
    assert.equal(found.sampleRateHz, sampleRateHz);
    assert.equal(found.channels.length, channels);
    assert.deepEqual(Float32Array.from(found.channels.flatMap((one) => [...one])), expected);
    const header = probeAudio(bytes, name);
    assert.deepEqual(header, {
      sampleRateHz,
      channels,
      durationS: expected.length / channels / sampleRateHz,
    });
  });
}

for (const { name, file, width, height, grey } of fixture.pictures) {
  Deno.test(`a picture is read as Pillow does: ${name}`, async () => {
    const image = await readImage(bytesOf(file), name);
    assert.deepEqual([image.width, image.height, image.channels], [width, height, 1]);
    const expected = bytesOf(grey);
    // Other decoders of JPEG and other roundings of luma differ by a step or two.
    const worst = image.data.reduce(
      (far, value, at) => Math.max(far, Math.abs(value - expected[at])),
      0,
    );
    assert.ok(worst <= 2, `${worst} grey levels off`);
  });
}

for (const { name, file, value } of fixture.json) {
  Deno.test(`D01: JSON is read as Python does: ${name}`, () => {
    const read = () => parseJson(decodeText(bytesOf(file), name), z.unknown(), name);
    if (value === undefined) assert.throws(read, UserError);
    else assert.deepEqual(read(), value);
  });
}

for (const { name, file, rows } of fixture.tables) {
  Deno.test(`D02 D03: a table is read as Python's csv does: ${name}`, () => {
    assert.deepEqual(parseCsv(decodeText(bytesOf(file), name), name).rows, rows);
  });
}
