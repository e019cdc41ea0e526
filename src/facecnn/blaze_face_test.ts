import assert from "node:assert/strict";
import { alignedFace, partsOf } from "./blaze_face.ts";
import { overlap } from "./grey_image.ts";
import { drawPhoto } from "./draw_photo.ts";
import { cropFace, type GreyImage, tilt } from "./grey_image.ts";

const face = { x: 100, y: 100, width: 80, height: 80, score: 0.9 };

Deno.test("an upright face's box is widened and moved up; a tilted one's along the face", () => {
  const upright = alignedFace({ ...face, eyes: [[120, 130], [160, 130]] });
  assert.deepEqual(upright, { x: 94, y: 82, width: 92, height: 92, tiltDegrees: 0 });
  // On its side, the top of the head to the right.
  const { x, y, tiltDegrees } = alignedFace({ ...face, eyes: [[150, 120], [150, 160]] });
  assert.deepEqual([x, y, tiltDegrees], [106, 94, 90]);
});

Deno.test("boxes overlap by their intersection over their union", () => {
  assert.equal(overlap(face, face), 1);
  assert.equal(overlap(face, { ...face, x: 180 }), 0);
  assert.equal(overlap(face, { ...face, x: 140 }), 1 / 3);
});

Deno.test("a tilted face is cut out upright", () => {
  const photo: GreyImage = drawPhoto(240, 240, [{ x: 120, y: 120, width: 90 }]);
  const box = { x: 75, y: 75, width: 90, height: 90 };
  const expected = cropFace(photo, box, { size: 48 });
  const differences = (crop: Uint8Array) =>
    crop.reduce((sum, value, at) => sum + Math.abs(value - expected[at]), 0) / crop.length;
  for (const tiltDegrees of [-40, 25]) {
    const tilted = tilt(photo, tiltDegrees);
    const aligned = differences(cropFace(tilted, { ...box, tiltDegrees }, { size: 48 }));
    const plain = differences(cropFace(tilted, box, { size: 48 }));
    assert.ok(aligned < plain / 3, `${aligned} of ${plain}`);
  }
});

Deno.test("a photo is looked through in parts that overlap by half and reach each edge", () => {
  assert.deepEqual(partsOf({ width: 640, height: 480 }, 256), []);
  assert.deepEqual(partsOf({ width: 640, height: 480 }, 100), []);
  const parts = partsOf({ width: 640, height: 480 }, 512);
  assert.deepEqual([...new Set(parts.map(({ x }) => x))], [0, 160, 320]);
  assert.deepEqual([...new Set(parts.map(({ y }) => y))], [0, 160]);
  assert.ok(parts.every(({ width, height }) => width === 320 && height === 320));
  // A strip narrower than a part.
  const strip = partsOf({ width: 100, height: 1000 }, 512);
  assert.deepEqual(strip.map(({ y }) => y), [0, 250, 500]);
  assert.ok(strip.every(({ x, width }) => x === 0 && width === 100));
});
