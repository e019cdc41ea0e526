import assert from "node:assert/strict";
import { interpolateEven } from "./sinc_interpolation.ts";

const cosine = Float64Array.from({ length: 100 }, (_, n) => Math.cos(0.9 * n));

Deno.test("between its values a band-limited sequence is found again", () => {
  for (const place of [0.25, 3.5, 20.1, 60.99]) {
    const found = interpolateEven(cosine, place);
    assert.ok(Math.abs(found - Math.cos(0.9 * place)) < 1e-3, `${place}: ${found}`);
  }
});

Deno.test("its values themselves come back as they are", () => {
  assert.equal(interpolateEven(cosine, 7), cosine[7]);
});
