import assert from "node:assert/strict";
import { cropFace } from "./crop_face.ts";
import { resizeGrey } from "./resize_grey.ts";

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
