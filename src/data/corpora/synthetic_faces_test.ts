import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../base/files.ts";
import { requireCorpus } from "../find_corpus.ts";
import { loadImages } from "../images/load_images.ts";
import { countByClass } from "../list_corpora.ts";
import { splitCorpus } from "../splits/split_corpus.ts";
import { syntheticFacesInfo, syntheticPictures } from "./synthetic_faces.ts";

const corpus = await requireCorpus("synthetic-faces", { quiet: true });
const { pixels } = await loadImages(corpus.clips, { quiet: true });
const area = 48 * 48;
const rows = corpus.clips.map((clip, at) => ({
  ...clip,
  pixels: pixels.subarray(at * area, (at + 1) * area),
}));

Deno.test("there are 700 different drawn faces, 100 a class, in official parts", () => {
  assert.deepEqual([corpus.kind, corpus.synthetic], ["images", true]);
  assert.deepEqual(countByClass(corpus.clips, corpus.classes), syntheticFacesInfo.publishedCounts);
  assert.equal(new Set(corpus.clips.map(({ sha256 }) => sha256)).size, 700);
  const { train, validation, test } = splitCorpus(corpus, { protocol: "official", seed: 1 });
  assert.deepEqual([train.length, validation.length, test.length], [560, 70, 70]);
});

Deno.test("drawn faces have contrast, whatever their light", () => {
  for (const { id, pixels } of rows) {
    const [darkest, brightest] = [Math.min(...pixels), Math.max(...pixels)];
    assert(brightest - darkest > 60, `${id}: ${darkest} to ${brightest}`);
  }
});

Deno.test("classes can be told apart by the nearest class mean, but not all of the time", () => {
  const training = rows.filter(({ part }) => part === "train");
  // What lies within the head, whatever its light.
  const standardised = (values: Uint8Array) => {
    const inside = values.filter((_, at) => {
      const [across, down] = [at % 48, Math.floor(at / 48)];
      return across >= 12 && across < 36 && down >= 12 && down < 40;
    });
    const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
    const centred = Float64Array.from(inside, (value) => value - mean);
    const norm = Math.hypot(...centred);
    return centred.map((value) => value / norm);
  };
  const means = corpus.classes.map((label) => {
    const own = training.filter((row) => row.label === label).map((row) =>
      standardised(row.pixels)
    );
    return own[0].map((_, at) => own.reduce((sum, values) => sum + values[at], 0) / own.length);
  });
  const tested = rows.filter(({ part }) => part !== "train");
  const right = tested.filter((row) => {
    const values = standardised(row.pixels);
    const likeness = means.map((mean) =>
      mean.reduce((sum, value, at) => sum + value * values[at], 0)
    );
    return corpus.classes[likeness.indexOf(Math.max(...likeness))] === row.label;
  }).length;
  const accuracy = right / tested.length;
  assert(accuracy > 0.3 && accuracy < 0.95, `accuracy ${accuracy}; chance is 0.14`);
});

Deno.test("the pictures in the cache are those that this version draws", () => {
  // Where this fails, the drawing has changed without a new version: old pictures would stay.
  const kept = new Map(corpus.clips.map(({ path, sha256 }) => [path, sha256]));
  // Five of each class are enough for that.
  for (const { relativePath, bytes } of syntheticPictures().take(35)) {
    assert.equal(kept.get(join(corpus.root, relativePath)), sha256(bytes), relativePath);
  }
});
