import assert from "node:assert/strict";
import { join } from "node:path";
import { decodeWav } from "./audio/wav.ts";
import { readZip } from "./import/open_source.ts";
import { encodeZip, madeCorpus, texture, toneWav, type ZipFile } from "./made_inputs.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

Deno.test("a made corpus has each combination once, in the order of ids, every fourth for test", () => {
  const { clips, classes } = madeCorpus({ classes: 2, speakers: 3, texts: 11, takes: 2 });
  const ids = clips.map(({ id }) => id);
  assert.deepEqual(classes, ["class0", "class1"]);
  assert.equal(new Set(ids).size, 2 * 3 * 11 * 2);
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(clips.filter(({ part }) => part === "test").length, clips.length / 4);
  for (const { id, label, speaker, text, repetition, path } of clips) {
    assert.deepEqual([id, path], [[label, speaker, text, repetition].join("/"), `/${id}.wav`]);
  }
});

Deno.test("made tones and textures are what their formulas say, and differ", () => {
  const { channels: [samples], sampleRateHz } = decodeWav(toneWav(30, 8000), "x.wav");
  assert.deepEqual([sampleRateHz, samples.length], [8000, 430]);
  for (const at of [1, 7, 429]) {
    assert.ok(Math.abs(samples[at] - 0.5 * Math.sin(2 * Math.PI * 130 * at / 8000)) < 1e-4);
  }
  const pixels = texture(3, 20);
  assert.equal(pixels.length, 400);
  assert.equal(pixels[0], Math.round(128 + 60 * Math.sin(0.6) + 50));
  assert.equal(pixels[14 * 20 + 4], Math.round(128 + 60 * Math.sin(1.4) + 50 * Math.cos(2)));
  assert.notDeepEqual(texture(4, 20), pixels);
});

Deno.test("a made archive is read by a library as it was meant, claims and links included", async () => {
  await withTemporaryFolder(async (folder) => {
    const content = new TextEncoder().encode("a sentence, a sentence, a sentence");
    const files: ZipFile[] = [
      { name: "a/stored.txt", content },
      { name: "packed.txt", content, packed: true },
      { name: "link", content: new TextEncoder().encode("a"), mode: 0o120777 },
      { name: "large.txt", content, packed: true, claimedBytes: 5000 },
    ];
    const path = join(folder, "made.zip");
    await Deno.writeFile(path, encodeZip(files));
    const read = [];
    for await (const { path: name, kind, declaredBytes, content: open } of readZip(path)) {
      const isWhole = kind === "file" && declaredBytes === content.length;
      const chunks = isWhole ? await Array.fromAsync(await open()) : [];
      const text = chunks.map((chunk) => new TextDecoder().decode(chunk)).join("");
      read.push([name, kind, declaredBytes, text]);
    }
    const text = new TextDecoder().decode(content);
    assert.deepEqual(read, [
      ["a/stored.txt", "file", content.length, text],
      ["packed.txt", "file", content.length, text],
      ["link", "link", 1, ""],
      ["large.txt", "file", 5000, ""],
    ]);
  });
});
