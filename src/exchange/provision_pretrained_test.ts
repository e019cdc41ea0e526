import assert from "node:assert/strict";
import { selectEngine } from "../engine/select_engine.ts";
import { relativeDifference } from "../engine/testing/relative_difference.ts";
import fixture from "../facecnn/pretrained_fixture.json" with { type: "json" };
import { greyNoise } from "../facecnn/testing/grey_noise.ts";
import { openFer, pretrainedPath } from "../train/pretrained_face.ts";
import { provisionPretrainedFace } from "./provision_pretrained.ts";

Deno.test("the ready-made network's weights give what Keras gives by them", async () => {
  assert.equal(await provisionPretrainedFace(() => {}), pretrainedPath());
  await selectEngine({ engine: "tensorflow", say: () => {} });
  const network = await openFer();
  try {
    assert.equal(network.size, 64);
    const found = await network.predict(greyNoise(fixture.batch, network.size));
    const difference = relativeDifference(found, fixture.trained.fer);
    assert.ok(difference < 1e-4, `${difference}`);
  } finally {
    network.dispose();
  }
});
