import assert from "node:assert/strict";
import { selectEngine } from "../engine/select_engine.ts";
import { greyNoise } from "../facecnn/testing/grey_noise.ts";
import { applyTemperature } from "../metrics/calibration.ts";
import {
  openFer,
  openHuman,
  openPretrainedFace,
  pretrainedFace,
  pretrainedFaces,
} from "../train/pretrained_face.ts";
import { provisionPretrainedFace, provisionSecondFace } from "./provision_pretrained.ts";

Deno.test("two ready-made networks vote by the mean of their calibrated probabilities", async () => {
  await provisionPretrainedFace(() => {});
  const said: string[] = [];
  const isThere = await provisionSecondFace((line) => said.push(line));
  const face = pretrainedFace();
  assert.equal(face, isThere ? pretrainedFaces.two : pretrainedFaces.one);
  await selectEngine({ engine: "tensorflow", say: () => {} });
  const networks = [await openFer(), ...isThere ? [await openHuman()] : []];
  const vote = await openPretrainedFace();
  try {
    assert.equal(vote.leastConfidence, face.leastConfidence);
    const pixels = greyNoise(3, vote.size);
    const found = await vote.predict(pixels);
    const expected = new Float64Array(3 * 7);
    for (const [at, network] of networks.entries()) {
      assert.deepEqual([network.size, network.classes], [vote.size, vote.classes]);
      const own = await network.predict(pixels);
      applyTemperature(own, face.networks[at].temperature, 7)
        .forEach((value, place) => expected[place] += value / networks.length);
    }
    found.forEach((value, at) => assert.ok(Math.abs(value - expected[at]) < 1e-6, `${at}`));
    for (let row = 0; row < 3; row++) {
      const own = [...found.subarray(7 * row, 7 * row + 7)];
      const sum = own.reduce((all, one) => all + one, 0);
      assert.ok(Math.abs(sum - 1) < 1e-6);
    }
    // Without npm one answers, and it is said why.
    assert.equal(said.length > 0, !isThere);
  } finally {
    for (const { dispose } of [...networks, vote]) dispose();
  }
});
