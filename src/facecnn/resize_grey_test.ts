import assert from "node:assert/strict";
import fixture from "./resize_fixture.json" with { type: "json" };
import { resizeGrey } from "./resize_grey.ts";

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
