import assert from "node:assert/strict";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { conformer, defaultConformer } from "../unet/conformer.ts";
import { standardTopology } from "./topology.ts";

await tf.setBackend("cpu");

Deno.test("a layer that TensorFlow.js has no equal of is named", () => {
  const network = conformer(defaultConformer, { frames: 8, bins: 5, classes: 2 }, 1);
  assert.throws(() => standardTopology(network), {
    name: "UserError",
    message: "Expected layers that TensorFlow.js knows, but block1_attention is a SelfAttention; " +
      "a bundle holds any network",
  });
  network.dispose();
});
