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
