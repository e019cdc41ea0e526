import assert from "node:assert/strict";
import { threefryWords, uniformValues } from "./uniform.ts";

Deno.test("Threefry gives the words that Random123 publishes as known answers", () => {
  const all = 0xFFFFFFFF;
  assert.deepEqual(threefryWords([0, 0], [0, 0]), [0x6B200159, 0x99BA4EFE]);
  assert.deepEqual(threefryWords([all, all], [all, all]), [0x1CB996FC, 0xBB002BE7]);
  assert.deepEqual(
    threefryWords([0x13198A2E, 0x03707344], [0x243F6A88, 0x85A308D3]),
    [0xC4923A9C, 0x483DF7A0],
  );
});

Deno.test("uniform values lie in [0, 1), spread evenly, and follow the seed", () => {
  const values = uniformValues([3, 4], 20_001);
  assert.ok(values.every((value) => value >= 0 && value < 1));
  const bins = new Array<number>(10).fill(0);
  for (const value of values) bins[Math.floor(value * 10)]++;
  // Chi-squared with 9 degrees of freedom: 27.9 is exceeded once in a thousand.
  const expected = values.length / 10;
  assert.ok(bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) < 27.9);
  assert.notDeepEqual(uniformValues([3, 5], 8), values.slice(0, 8));
  assert.deepEqual(uniformValues([3, 4], 20_001), values);
});
