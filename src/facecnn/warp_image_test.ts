import assert from "node:assert/strict";
import { z } from "zod";
import { readJson } from "../base/json.ts";
import { decodeFloats } from "../dsp/testing/decode_floats.ts";
import { largestDifference } from "../dsp/testing/largest_difference.ts";
import { invertMovement, warpImage } from "./warp_image.ts";

const fixture = await readJson(
  new URL("./image_warp_fixture.json", import.meta.url).pathname,
  z.object({
    size: z.int(),
    picture: z.string(),
    displacement: z.string(),
    cases: z.array(z.object({
      movement: z.object({
        flip: z.boolean(),
        degrees: z.number(),
        zoom: z.number(),
        down: z.number(),
        right: z.number(),
      }),
      map: z.array(z.number()),
      moved: z.string(),
      bent: z.string(),
    })),
  }),
);
const { size } = fixture;
const picture = Uint8Array.from(atob(fixture.picture), (c) => c.charCodeAt(0));
const displacement = decodeFloats(fixture.displacement);

for (const { movement: { degrees, ...movement }, map: wanted, moved, bent } of fixture.cases) {
  Deno.test(`moving and bending are scipy's: ${JSON.stringify({ degrees, ...movement })}`, () => {
    const map = new Float64Array(6);
    invertMovement({ ...movement, radians: (degrees * Math.PI) / 180 }, size, map);
    assert.ok(largestDifference(map, wanted) < 1e-12);
    for (const [field, values] of [[null, moved], [displacement, bent]] as const) {
      const out = new Float32Array(size * size);
      const mean = warpImage(picture, size, map, field, out);
      assert.ok(largestDifference(out, decodeFloats(values)) < 1e-6);
      const summed = out.reduce((sum, value) => sum + value / out.length, 0);
      assert.ok(Math.abs(mean - summed) < 1e-3);
    }
  });
}

Deno.test("a quarter turn anticlockwise brings the right side up", () => {
  const map = new Float64Array(6);
  const still = { flip: false, zoom: 1, down: 0, right: 0 };
  invertMovement({ ...still, radians: Math.PI / 2 }, 3, map);
  const out = new Float32Array(9);
  warpImage(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 3, map, null, out);
  assert.deepEqual(Array.from(out, Math.round), [3, 6, 9, 2, 5, 8, 1, 4, 7]);
});
