import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../base/files.ts";
import { countByClass, requireCorpus } from "../find_corpus.ts";
import { loadImages } from "../images/load_images.ts";
import { readImage } from "../images/read_image.ts";
import { splitCorpus } from "../splits/split_corpus.ts";
import {
  drawFaces,
  type DrawnFace,
  type Expression,
  syntheticFacesInfo,
  syntheticPictures,
} from "./synthetic_faces.ts";

const corpus = await requireCorpus("synthetic-faces", { quiet: true });
const { pixels } = await loadImages(corpus.clips, { quiet: true });
const area = 48 * 48;
const rows = corpus.clips.map((clip, at) => ({
  ...clip,
  pixels: pixels.subarray(at * area, (at + 1) * area),
}));

Deno.test("there are 700 different drawn faces, 100 a class, in official sets", () => {
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

const neutral: Expression = { smile: 0, mouthOpen: 0, browTilt: 0, browLift: 0, eyeOpen: 1 };
const SIZE = 200;

/** A face 100 pixels wide in the middle, drawn. */
async function draw(expression: Partial<Expression>, change: Partial<DrawnFace> = {}) {
  const face = { expression: { ...neutral, ...expression }, x: 100, y: 100, width: 100, ...change };
  const { data } = await readImage(drawFaces(SIZE, SIZE, [face]), "face.png");
  return (x: number, y: number) => data[y * SIZE + x];
}

/** Rows of the column `x` from `top` to `bottom` that are darker than the skin. */
function darkRows(at: (x: number, y: number) => number, x: number, top: number, bottom: number) {
  return Array.from({ length: bottom - top }, (_, row) => top + row).filter((y) => at(x, y) < 120);
}

Deno.test("a smile's corners lie above its middle, a sad mouth's below", async () => {
  for (const [smile, sign] of [[1, 1], [-1, -1]]) {
    const at = await draw({ smile });
    const [corner, middle] = [82, 100].map((x) => darkRows(at, x, 125, 155)[0]);
    assert.ok(sign * (middle - corner) > 2, `smile ${smile}: ${corner} and ${middle}`);
  }
});

Deno.test("an open mouth is higher than a closed one, lifted brows lie higher", async () => {
  const [shut, open] = [await draw({}), await draw({ mouthOpen: 0.14 })];
  const height = (at: typeof shut) => darkRows(at, 100, 120, 160).length;
  assert.ok(height(open) > height(shut) + 8, `${height(shut)} and ${height(open)}`);
  const [usual, lifted] = [shut, await draw({ browLift: 0.1 })];
  const brow = (at: typeof shut) => darkRows(at, 120, 55, 85)[0];
  assert.ok(brow(lifted) < brow(usual) - 5, `${brow(usual)} and ${brow(lifted)}`);
});

Deno.test("skin and ground are as bright as requested, and the ground brightens downwards", async () => {
  const at = await draw({}, { skin: 210 });
  assert.ok(Math.abs(at(75, 110) - 210) <= 1, `${at(75, 110)}`);
  assert.ok(Math.abs(at(5, 2) - 120) <= 2 && Math.abs(at(5, 197) - 160) <= 2);
});

Deno.test("a face turned by 180 degrees stands on its head, around its own centre", async () => {
  const [upright, turned] = [
    await draw({ smile: 1 }),
    await draw({ smile: 1 }, { turnDegrees: 180 }),
  ];
  for (const [x, y] of [[80, 90], [100, 140], [120, 75], [100, 20]]) {
    // Pixels' centres lie half a pixel away from the axis.
    assert.ok(Math.abs(upright(x, y) - turned(199 - x, 199 - y)) <= 12, `${x}, ${y}`);
  }
});
