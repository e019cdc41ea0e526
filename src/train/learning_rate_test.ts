import assert from "node:assert/strict";
import { learningRateAt } from "./learning_rate.ts";

const config = { learningRate: 0.1, epochs: 10, cosine: { warmUpEpochs: 2 } };

Deno.test("without a schedule the plateau's rate holds", () => {
  assert.equal(learningRateAt({ learningRate: 0.1, epochs: 10 }, 3.5, 0.025), 0.025);
});

Deno.test("the rate rises linearly, then falls by half a cosine to nothing", () => {
  const at = (epochs: number) => learningRateAt(config, epochs, 1);
  assert.ok(at(0) > 0);
  assert.equal(at(1), 0.05);
  assert.equal(at(2), 0.1);
  assert.ok(Math.abs(at(6) - 0.05) < 1e-12);
  assert.ok(at(10) < 1e-12);
  assert.ok(Math.abs(at(4) - 0.1 * (1 + Math.SQRT1_2) / 2) < 1e-12);
});

Deno.test("no warm-up starts at the highest rate; a warm-up of all epochs ends there", () => {
  assert.equal(learningRateAt({ ...config, cosine: { warmUpEpochs: 0 } }, 0, 1), 0.1);
  const only = { ...config, cosine: { warmUpEpochs: 10 } };
  assert.ok(learningRateAt(only, 9.5, 1) < 0.1);
});
