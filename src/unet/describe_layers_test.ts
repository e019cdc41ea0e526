import assert from "node:assert/strict";
import { selectEngine } from "../engine/select_engine.ts";
import { describeLayers } from "./describe_layers.ts";
import { emotionUnet } from "./emotion_unet.ts";

Deno.test("layers have their shapes and learn as many numbers as counted by hand", async () => {
  await selectEngine({ engine: "cpu" });
  const network = emotionUnet(
    { frames: 16, bins: 5, filters: [4, 3, 2, 3, 4, 5], denseUnits: 6, classes: 4 },
    1,
  );
  const layers = describeLayers(network);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  assert.deepEqual(byName.get("cnn1")!.shape, [16, 4]);
  assert.equal(byName.get("cnn1")!.trainable, 7 * 5 * 4 + 4);
  assert.equal(byName.get("norm1")!.trainable, 2 * 4);
  assert.deepEqual(byName.get("cnn3")!.shape, [4, 2]);
  // Fed by the module before, doubled, and by its counterpart.
  assert.equal(byName.get("cnn6")!.trainable, 5 * (4 + 4) * 5 + 5);
  assert.equal(byName.get("flc")!.trainable, 16 * 5 * 6 + 6);
  assert.deepEqual(byName.get("softmax")!.shape, [4]);
  assert.equal(byName.get("features")!.trainable, 0);
  network.dispose();
});
