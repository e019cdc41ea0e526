import assert from "node:assert/strict";
import { input, model } from "@tensorflow/tfjs-layers";
import { weightSeeds } from "./layers.ts";
import { residualStages } from "./residual_blocks.ts";
import { selectEngine } from "./select_engine.ts";

await selectEngine({ engine: "cpu", say: () => {} });

Deno.test("each stage halves height and width; shortcuts are pooled where the shape changes", () => {
  const image = input({ shape: [12, 8, 4] });
  const stages = [{ filters: 4, blocks: 2 }, { filters: 6, blocks: 1 }];
  const path = residualStages(image, stages, weightSeeds(1, "test"));
  assert.deepEqual(path.shape, [null, 3, 2, 6]);
  const { layers } = model({ inputs: image, outputs: path });
  const named = (end: string) =>
    layers.map(({ name }) => name).filter((name) => name.endsWith(end));
  assert.deepEqual(named("_pool"), ["stage1_block1_pool", "stage2_block1_pool"]);
  assert.deepEqual(named("_shortcut"), ["stage1_block1_shortcut", "stage2_block1_shortcut"]);
  assert.deepEqual(named("_add"), ["stage1_block1_add", "stage1_block2_add", "stage2_block1_add"]);
  assert.equal(named("_bn").length, named("_conv1").length * 2 + named("_shortcut").length);
});
