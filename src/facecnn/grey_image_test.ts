import assert from "node:assert/strict";
import { cutOut, type QuarterTurn, turn, turnBoxBack } from "./grey_image.ts";

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
