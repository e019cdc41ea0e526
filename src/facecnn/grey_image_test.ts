import assert from "node:assert/strict";
import { cropFace, cutOut, type QuarterTurn, resizeGrey, turn, turnBoxBack } from "./grey_image.ts";
import fixture from "./resize_fixture.json" with { type: "json" };

/** 0, 1, 2, … in rows of `width`. */
function counted(width: number, height: number) {
  return { width, height, data: Uint8Array.from({ length: width * height }, (_, at) => at) };
}

Deno.test("quarter turns go clockwise", () => {
  const image = counted(3, 2); // 0 1 2 over 3 4 5
  assert.deepEqual([...turn(image, 90).data], [3, 0, 4, 1, 5, 2]);
  assert.deepEqual([...turn(image, 180).data], [5, 4, 3, 2, 1, 0]);
  assert.deepEqual([...turn(image, 270).data], [2, 5, 1, 4, 0, 3]);
  assert.deepEqual([turn(image, 90).width, turn(image, 90).height], [2, 3]);
  assert.equal(turn(image, 0), image);
});

for (const degrees of [0, 90, 180, 270] as QuarterTurn[]) {
  Deno.test(`a box of a picture turned by ${degrees} degrees holds the same pixels before`, () => {
    const image = counted(7, 5);
    const turned = turn(image, degrees);
    const box = { x: 1, y: 2, width: 3, height: 2 };
    const before = turnBoxBack(box, degrees, turned);
    assert.deepEqual(turn(cutOut(image, before), degrees), cutOut(turned, box));
  });
}

Deno.test("beyond an edge the edge goes on", () => {
  const part = cutOut(counted(3, 2), { x: -1, y: 1, width: 5, height: 3 });
  assert.deepEqual([...part.data], [3, 3, 4, 5, 5, 3, 3, 4, 5, 5, 3, 3, 4, 5, 5]);
});

const bytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

for (const { columns, rows, width, height, image, resized } of fixture.cases) {
  Deno.test(`${columns}×${rows} to ${width}×${height} is OpenCV's resize up to rounding`, () => {
    const ours = resizeGrey({ width: columns, height: rows, data: bytes(image) }, width, height);
    const theirs = bytes(resized);
    assert.deepEqual([ours.width, ours.height, ours.data.length], [width, height, theirs.length]);
    for (const [at, value] of ours.data.entries()) {
      assert.ok(Math.abs(value - theirs[at]) <= 1, `pixel ${at}: ${value}, not ${theirs[at]}`);
    }
  });
}

Deno.test("an axis that shrinks and one that grows are resized each its way", () => {
  const image = { width: 4, height: 1, data: Uint8Array.of(0, 100, 200, 40) };
  assert.deepEqual([...resizeGrey(image, 2, 2).data], [50, 120, 50, 120]);
});

Deno.test("a constant picture stays constant in every size, to its last row and column", () => {
  const image = { width: 37, height: 23, data: new Uint8Array(37 * 23).fill(200) };
  for (let size = 1; size <= 50; size++) {
    assert.deepEqual(new Set(resizeGrey(image, size, 51 - size).data), new Set([200]));
  }
});

Deno.test("the same size gives the same picture, and a size of 0 is refused", () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(1, 2) };
  assert.equal(resizeGrey(image, 2, 1), image);
  assert.throws(() => resizeGrey(image, 0, 1), /Expected a size of whole pixels above 0.*found 0/);
});

const photo = {
  width: 40,
  height: 30,
  data: Uint8Array.from({ length: 1200 }, (_, at) => (at * 37) % 251),
};

Deno.test("a face is the resized content of its box", () => {
  const face = { x: 5, y: 6, width: 16, height: 16 };
  const rows = Array.from(
    { length: 16 },
    (_, y) => photo.data.slice((6 + y) * 40 + 5).slice(0, 16),
  );
  const part = { width: 16, height: 16, data: Uint8Array.from(rows.flatMap((row) => [...row])) };
  assert.deepEqual(cropFace(photo, face, { size: 12 }), resizeGrey(part, 12, 12).data);
  assert.deepEqual(cropFace(photo, face, { size: 16 }), part.data);
});

Deno.test("a margin widens the box on each side, a negative one narrows it", () => {
  const face = { x: 10, y: 10, width: 10, height: 10 };
  const wide = { x: 8, y: 8, width: 14, height: 14 };
  assert.deepEqual(
    cropFace(photo, face, { size: 7, margin: 0.2 }),
    cropFace(photo, wide, { size: 7 }),
  );
  const close = { x: 12, y: 12, width: 6, height: 6 };
  assert.deepEqual(
    cropFace(photo, face, { size: 7, margin: -0.2 }),
    cropFace(photo, close, { size: 7 }),
  );
  assert.throws(() => cropFace(photo, face, { size: 7, margin: -0.5 }), /margin above -0.5/);
});

Deno.test("a face that lies on its side is set upright", () => {
  const image = { width: 3, height: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
  const face = { x: 0, y: 0, width: 3, height: 3, rotation: 90 } as const;
  assert.deepEqual([...cropFace(image, face, { size: 3 })], [7, 4, 1, 8, 5, 2, 9, 6, 3]);
});
