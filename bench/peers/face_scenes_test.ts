import assert from "node:assert/strict";
import { createRandom } from "../../src/base/random.ts";
import type { GreyImage } from "../../src/facecnn/grey_image.ts";
import {
  cloudyImage,
  compareWithTruth,
  type MarkedFace,
  pasteFace,
  trueFace,
} from "./face_scenes.ts";

const grey = (width: number, height: number, value: number): GreyImage => ({
  ...{ width, height },
  data: new Uint8Array(width * height).fill(value),
});

/** A bright photo with two dark discs as eyes, tilted by 10 degrees. */
function marked(): MarkedFace {
  const photo = grey(200, 200, 220);
  const eyes = [[80, 90], [80 + 40 * Math.cos(Math.PI / 18), 90 + 40 * Math.sin(Math.PI / 18)]];
  for (const [x, y] of eyes) {
    for (let row = 0; row < 200; row++) {
      for (let column = 0; column < 200; column++) {
        if (Math.hypot(column - x, row - y) < 6) photo.data[row * 200 + column] = 10;
      }
    }
  }
  return { photo, eyes: eyes as unknown as MarkedFace["eyes"] };
}

Deno.test("a pasted face has its eyes where it says, at the tilt and size that were asked for", () => {
  for (const [tiltDegrees, side] of [[0, 92], [40, 92], [-60, 46], [15, 184]]) {
    const place = { centre: [150, 140] as const, side, tiltDegrees };
    const { image, face } = pasteFace(grey(300, 280, 128), marked(), place);
    const again = trueFace(face.eyes);
    assert.ok(Math.abs(again.tiltDegrees - tiltDegrees) < 1e-9, `${again.tiltDegrees}`);
    assert.ok(Math.abs(again.side - side) < 1e-9);
    assert.ok(Math.hypot(again.centre[0] - 150, again.centre[1] - 140) < 1e-9);
    const valueAt = (x: number, y: number) => image.data[Math.round(y) * 300 + Math.round(x)];
    for (const [x, y] of face.eyes) assert.ok(valueAt(x, y) < 60, "dark where the eyes are");
    assert.ok(valueAt(150, 140) > 200, "the face's own grey at its centre");
    assert.equal(valueAt(5, 5), 128, "the background far away");
  }
});

Deno.test("a face is found once, by a box about its centre of about its size", () => {
  const face = trueFace([[100, 100], [140, 100]]);
  const box = (x: number, y: number, side: number) => ({ x, y, width: side, height: side });
  const [x, y] = face.centre;
  const fitting = box(x - 46, y - 46, 92);
  const cases: [ReturnType<typeof box>[], number, number][] = [
    [[], 0, 0],
    [[fitting], 1, 0],
    [[fitting, { ...fitting }], 1, 1],
    [[box(x + 1, y - 46, 92)], 0, 1],
    [[box(x - 150, y - 150, 300)], 0, 1],
    [[box(x - 20, y - 20, 40)], 0, 1],
  ];
  for (const [boxes, found, falsePositives] of cases) {
    const result = compareWithTruth([face], boxes);
    assert.deepEqual([result.found, result.falsePositives], [found, falsePositives]);
  }
  assert.deepEqual(compareWithTruth([], [fitting]).falsePositives, 1);
});

Deno.test("the left tilt and the eyes' error are against the true eyes", () => {
  const radians = 20 * Math.PI / 180;
  const eyes = [[100, 100], [100 + 50 * Math.cos(radians), 100 + 50 * Math.sin(radians)]] as const;
  const face = trueFace(eyes as unknown as MarkedFace["eyes"]);
  const [x, y] = face.centre;
  const box = { x: x - 50, y: y - 50, width: 100, height: 100 };
  const without = compareWithTruth([face], [box]);
  assert.deepEqual([without.leftTilts.map(Math.round), without.eyeErrors], [[20], []]);
  const turned = compareWithTruth([face], [{ ...box, rotation: 270 }]);
  assert.deepEqual(turned.leftTilts.map(Math.round), [70], "a quarter turn too many");
  const moved = eyes.map(([ex, ey]) => [ex + 3, ey + 4] as const) as unknown as MarkedFace["eyes"];
  const { leftTilts: [left], eyeErrors: [error] } = compareWithTruth([face], [{
    ...box,
    eyes: moved,
  }]);
  assert.ok(left < 1e-9);
  assert.ok(Math.abs(error - 0.1) < 1e-9, `${error}`);
});

Deno.test("noise has no edge and is the same by its seed", () => {
  const [first, again, other] = [1, 1, 2].map((seed) => cloudyImage(90, 70, createRandom(seed)));
  assert.deepEqual(first, again);
  assert.notDeepEqual(first, other);
  assert.ok(new Set(first.data).size > 20);
});
