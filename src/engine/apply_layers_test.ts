import assert from "node:assert/strict";
import { input, layers, model } from "@tensorflow/tfjs-layers";
import { applyLayers } from "./apply_layers.ts";
import { selectEngine } from "./select_engine.ts";

await selectEngine({ engine: "cpu", say: () => {} });

Deno.test("layers follow each other in their order", () => {
  const first = input({ shape: [4, 3] });
  assert.equal(applyLayers(first), first);
  const last = applyLayers(first, layers.flatten(), layers.dense({ units: 5 }));
  assert.deepEqual(last.shape, [null, 5]);
  const names = model({ inputs: first, outputs: last }).layers.map((layer) => layer.getClassName());
  assert.deepEqual(names, ["InputLayer", "Flatten", "Dense"]);
});
