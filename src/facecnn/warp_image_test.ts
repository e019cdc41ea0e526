import assert from "node:assert/strict";
import { z } from "zod";
import { readJson } from "../base/json.ts";
import { createRandom } from "../base/random.ts";
import { decodeFloats } from "../dsp/testing/decode_floats.ts";
import { largestDifference } from "../dsp/testing/largest_difference.ts";
import { createElasticField, invertMovement, warpImage } from "./warp_image.ts";

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

const SIZE = 48;

for (const [amplitudePixels, sigmaPixels] of [[1.5, 1], [0.7, 3], [2, 4.5]]) {
  Deno.test(`displacements have sd ${amplitudePixels} and a Gaussian's smoothness ${sigmaPixels}`, () => {
    const draw = createElasticField(SIZE, { amplitudePixels, sigmaPixels });
    const random = createRandom(11, sigmaPixels);
    const lags = [0, 1, 2, 4, 8];
    const across = new Float64Array(lags.length);
    const down = new Float64Array(lags.length);
    const pictures = 500;
    let between = 0;
    for (let i = 0; i < pictures; i++) {
      const field = draw(random);
      const at = (axis: number, y: number, x: number) => field[(axis * SIZE + y) * SIZE + x];
      for (let y = 0; y < 40; y++) {
        for (let x = 0; x < 40; x++) {
          const here = at(0, y, x);
          lags.forEach((lag, l) => {
            across[l] += here * at(0, y, x + lag);
            down[l] += at(1, y, x) * at(1, y + lag, x);
          });
          between += here * at(1, y, x);
        }
      }
    }
    const scale = amplitudePixels ** 2 * pictures * 1600;
    assert.ok(Math.abs(between / scale) < 0.03, "the axes are independent");
    lags.forEach((lag, l) => {
      // Noise under a Gaussian of sigma correlates like a Gaussian of √2 sigma.
      const wanted = Math.exp(-(lag ** 2) / (4 * sigmaPixels ** 2));
      for (const found of [across[l] / scale, down[l] / scale]) {
        assert.ok(Math.abs(found - wanted) < 0.05, `lag ${lag}: ${found}, not ${wanted}`);
      }
    });
  });
}
