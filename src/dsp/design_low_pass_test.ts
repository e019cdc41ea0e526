import assert from "node:assert/strict";
import { designLowPass } from "./design_low_pass.ts";

Deno.test("the filter passes, stops and is symmetric as designed", () => {
  const filter = designLowPass({ pass: 0.1, stop: 0.14, attenuationDb: 90 });
  const gain = (frequency: number) => {
    let sum = filter.at(0);
    for (let n = 1; n <= filter.halfLength; n++) {
      assert.equal(filter.at(n), filter.at(-n));
      sum += 2 * filter.at(n) * Math.cos(2 * Math.PI * frequency * n);
    }
    return 20 * Math.log10(Math.abs(sum));
  };
  for (let f = 0; f <= 0.1; f += 0.0013) assert.ok(Math.abs(gain(f)) < 0.001, `pass ${f}`);
  for (let f = 0.14; f <= 0.5; f += 0.0013) assert.ok(gain(f) < -88, `stop ${f}: ${gain(f)}`);
  assert.equal(filter.at(filter.halfLength + 0.1), 0);
});

Deno.test("the filter is as long as Kaiser's formula says, and no longer", () => {
  // (90 - 7.95) / 14.357 / 0.04 = 142.9 and (60 - 7.95) / 14.357 / 0.1 = 36.3 samples.
  const halfLength = (pass: number, stop: number, attenuationDb: number) =>
    designLowPass({ pass, stop, attenuationDb }).halfLength;
  assert.equal(halfLength(0.1, 0.14, 90), 72);
  assert.equal(halfLength(0.2, 0.3, 60), 19);
});
