import assert from "node:assert/strict";
import { flops } from "./flops.ts";
import { publishedNetworks } from "./published_networks.ts";

Deno.test("flops of a network small enough to count by hand", () => {
  const network = {
    frames: 8,
    bins: 3,
    filters: [1, 1, 1, 1, 1, 1] as [number, number, number, number, number, number],
    denseUnits: 2,
    classes: 4,
  };
  // Multiply-adds: 8*7*3 = 168; 4*7 = 28; 2*7 = 14; 2*5*2 = 20; 4*5*2 = 40; 8*5*2 = 80; 16; 8.
  const first = 168, others = 28 + 14 + 20 + 40 + 80 + 16 + 8;
  assert.deepEqual(flops(network, 1), {
    predict: 2 * (first + others),
    train: 2 * (2 * first + 3 * others),
  });
});

Deno.test("flops grow with the batch and a step is almost three predictions", () => {
  for (const { network, batch } of Object.values(publishedNetworks)) {
    const one = flops(network, 1), all = flops(network, batch);
    assert.equal(all.train, batch * one.train);
    assert.ok(one.train > 2 * one.predict && one.train < 3 * one.predict);
  }
});
