import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { mixPairs } from "./make_batch.ts";

const batch = (count: number) => ({
  count,
  samples: Float32Array.from({ length: count * 2 }, (_, at) => Math.floor(at / 2)),
  targets: Float32Array.from({ length: count * count }, (_, at) => at % (count + 1) === 0 ? 1 : 0),
});

Deno.test("an alpha so small that both draws underflow still mixes by a whole share", () => {
  for (let draw = 0; draw < 20; draw++) {
    const mixed = batch(3);
    mixPairs(mixed, 1e-4, createRandom(draw, "tiny"));
    assert.deepEqual(mixed.targets, batch(3).targets, "the larger share, 1, stays with the sample");
    assert.deepEqual(mixed.samples, batch(3).samples);
  }
});

for (const alpha of [0.2, 1, 3]) {
  Deno.test(`alpha ${alpha}: samples and targets are mixed with the same partner and share`, () => {
    const mixed = batch(6);
    mixPairs(mixed, alpha, createRandom(1, "mix"));
    for (let row = 0; row < 6; row++) {
      const target = mixed.targets.subarray(row * 6, row * 6 + 6);
      assert.ok(Math.abs(target.reduce((sum, value) => sum + value, 0) - 1) < 1e-6);
      assert.ok(target[row] >= 0.5 - 1e-6);
      const blended = target.reduce((sum, share, place) => sum + share * place, 0);
      assert.ok(Math.abs(mixed.samples[2 * row] - blended) < 1e-5);
      assert.equal(mixed.samples[2 * row], mixed.samples[2 * row + 1]);
    }
  });

  Deno.test(`alpha ${alpha}: shares have the variance of Beta(alpha, alpha)`, () => {
    let squares = 0;
    const draws = 40_000;
    for (let draw = 0; draw < draws; draw++) {
      const mixed = batch(2);
      mixPairs(mixed, alpha, createRandom(draw, "variance"));
      // Where the partner is the row itself nothing tells the share.
      const share = mixed.targets[0] === 1 ? undefined : mixed.targets[0];
      squares += share === undefined ? 0 : 2 * (share - 0.5) ** 2;
    }
    const variance = 1 / (4 * (2 * alpha + 1));
    // For a small alpha some shares round to 1, which counts as no partner.
    const tolerance = alpha < 1 ? 0.08 : 0.04;
    assert.ok(
      Math.abs(squares / draws / variance - 1) < tolerance,
      `${squares / draws} ${variance}`,
    );
  });
}
