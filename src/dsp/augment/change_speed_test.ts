import assert from "node:assert/strict";
import { changeSpeed, roundSpeed } from "./change_speed.ts";

for (const factor of [0.5, 0.9, 1, 1.1, 1.237, 3]) {
  Deno.test(`a tone at ${factor} times its speed is ${factor} times as high and as short`, () => {
    const tone = (cyclesASample: number) => (_: unknown, n: number) =>
      Math.sin(2 * Math.PI * cyclesASample * n);
    const found = changeSpeed(Float32Array.from({ length: 6000 }, tone(0.04)), factor);
    assert.equal(found.length, Math.ceil(6000 / factor));
    const wanted = Array.from(found, tone(0.04 * factor));
    // Filters reach beyond the ends.
    for (let n = 400; n < found.length - 400; n++) {
      assert.ok(Math.abs(found[n] - wanted[n]) < 1e-3, `${n}`);
    }
  });
}

Deno.test("speeds are rounded to a thousandth; too odd ones are a user's mistake", () => {
  assert.equal(roundSpeed(1.12346), 1.123);
  const samples = Float32Array.from({ length: 500 }, (_, n) => Math.sin(n / 9));
  assert.deepEqual(changeSpeed(samples, 1.1004), changeSpeed(samples, 1.1));
  const same = changeSpeed(samples, 1);
  assert.ok(same !== samples);
  assert.deepEqual(same, samples);
  for (const factor of [0.01, 11, NaN]) {
    assert.throws(() => changeSpeed(samples, factor), { name: "UserError" });
  }
});
