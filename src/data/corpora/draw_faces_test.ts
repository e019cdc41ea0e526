import assert from "node:assert/strict";
import { readImage } from "../images/read_image.ts";
import { drawFaces, type DrawnFace, type Expression } from "./draw_faces.ts";

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

Deno.test("skin and ground are as bright as asked for, and the ground brightens downwards", async () => {
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
