import assert from "node:assert/strict";
import { ourEntrants } from "./ours.ts";

Deno.test("our process trains, predicts and multiplies a small network on tfjs's own cpu", async () => {
  const [entrant] = ourEntrants(["cpu"]);
  assert.deepEqual([entrant.engine, entrant.precisions], ["cpu", ["float32"]]);
  const contender = entrant.create();
  try {
    const network = {
      kind: "emotionUnet" as const,
      frames: 8,
      bins: 2,
      filters: [2, 2, 2, 2, 2, 2] as [number, number, number, number, number, number],
      denseUnits: 3,
      classes: 2,
    };
    const report = await contender.setup(network, 2, "float32");
    // Convolutions 30 + 30 + 30 + 42 + 42 + 42, six norms of 4, dense 51, softmax 8.
    assert.equal(report.parameters, 216 + 24 + 51 + 8);
    assert.equal((await contender.train(2)).length, 2);
    assert.equal((await contender.epoch(5, 2)).length, 2);
    assert.equal((await contender.predict(3)).length, 3);
    assert.equal((await contender.gemm(16, "float32", 1)).length, 1);
    assert.ok((await contender.usage()).peakMemoryBytes > 1e7);
  } finally {
    await contender.stop();
  }
});
