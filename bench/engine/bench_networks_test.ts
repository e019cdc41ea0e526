import assert from "node:assert/strict";
import { flops, publishedNetworks } from "./bench_networks.ts";

Deno.test("flops of a network small enough to count by hand", () => {
  const network = {
    kind: "emotionUnet" as const,
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

Deno.test("flops of a MobileNet small enough to count by hand", () => {
  const network = {
    kind: "mobileNet" as const,
    width: 1 / 32,
    depth: 0,
    firstStride: 2 as const,
    channels: 1 as const,
    denseUnits: 3,
    dropout: 0,
    size: 32,
    classes: 2,
  };
  const first = 16 * 16 * 9;
  // Side, input filters and output filters of each block.
  const blocks = [
    [16, 1, 2],
    [8, 2, 4],
    [8, 4, 4],
    [4, 4, 8],
    [4, 8, 8],
    [2, 8, 16],
    [1, 16, 32],
    [1, 32, 32],
  ];
  const others = blocks.reduce(
    (sum, [side, inputs, outputs]) => sum + side * side * inputs * (9 + outputs),
    32 * 3 + 3 * 2,
  );
  assert.deepEqual(flops(network, 5), {
    predict: 5 * 2 * (first + others),
    train: 5 * 2 * (2 * first + 3 * others),
  });
});

Deno.test("flops grow with the batch and a step is almost three predictions", () => {
  for (const { network, batch } of Object.values(publishedNetworks)) {
    const one = flops(network, 1), all = flops(network, batch);
    assert.equal(all.train, batch * one.train);
    assert.ok(one.train > 2 * one.predict && one.train < 3 * one.predict);
  }
});
