import assert from "node:assert/strict";
import { roundToBfloat16 } from "./bfloat16.ts";

Deno.test("numbers become the nearest bfloat16, ties the even one", () => {
  const values = Float32Array.of(1, -2, 1 + 2 ** -7, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 0, 1e-3, 3.5e38);
  const back = new Float32Array(
    Uint32Array.from(roundToBfloat16(values), (half) => half << 16).buffer,
  );
  assert.deepEqual([...back.subarray(0, 6)], [1, -2, 1 + 2 ** -7, 1, 1 + 2 ** -6, 0]);
  assert.ok(Math.abs(back[6] / 1e-3 - 1) < 2 ** -8);
  assert.equal(back[7], Infinity);
});
