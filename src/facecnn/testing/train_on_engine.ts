/**
 * In: an engine's name. Out, as JSON: of a narrow MobileNet and of a small residual network the ten
 * losses of ten steps of Adam on that engine, the probabilities afterwards, and all weights.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { type EngineName, selectEngine } from "../../engine/select_engine.ts";
import { adamStep } from "../../engine/testing/adam_step.ts";
import { noiseTensor } from "../../engine/testing/noise.ts";
import { stepOnEngine } from "../../engine/testing/step_on_engine.ts";
import { networkVariables } from "../../engine/testing/training_step.ts";
import { compactResNet } from "../compact_res_net.ts";
import { defaultMobileNet, mobileNet } from "../mobile_net.ts";

const STEPS = 10;
const SHAPE = { size: 48, classes: 3 };
const BATCH = 8;

await selectEngine({ engine: Deno.args[0] as EngineName });
const networks: Record<string, LayersModel> = {
  mobileNet: mobileNet(
    { ...defaultMobileNet, width: 0.125, depth: 1, dropout: 0, denseUnits: 8 },
    SHAPE,
    1,
  ),
  compactResNet: compactResNet(
    {
      kind: "compactResNet",
      stemFilters: 4,
      stages: [{ filters: 4, blocks: 1 }, { filters: 6, blocks: 2 }],
      dropout: 0,
    },
    SHAPE,
    1,
  ),
};
const targets = tf.tensor2d(
  Array.from({ length: BATCH }, (_, row) => [0, 1, 2].map((place) => place === row % 3 ? 1 : 0)),
);
// Of these, no activation is so near to ReLU's corner that rounding decides on which side it falls.
const images = (seed: number) => tf.abs(noiseTensor([BATCH, SHAPE.size, SHAPE.size, 1], seed));
const results: Record<string, number[]> = {};
for (const [name, network] of Object.entries(networks)) {
  const step = stepOnEngine(adamStep(network, 0.0003));
  widenDepthwiseKernels(network);
  const losses: tf.Tensor[] = [];
  for (let index = 0; index < STEPS; index++) {
    losses.push(...tf.tidy(() => step(images(300 + index), targets, tf.scalar(index + 1))));
  }
  const probabilities = tf.tidy(() => network.apply(images(1), { training: true }) as tf.Tensor);
  results[`${name}: losses`] = await values(losses);
  results[`${name}: probabilities`] = await values([probabilities]);
  results[`${name}: weights`] = await values(networkVariables(network));
}
console.log(JSON.stringify(results));

/**
 * Glorot's rule counts a depthwise kernel's channels as inputs and draws it small; what follows is
 * then blown up by the normalisations, rounding errors too. As large as nine inputs ask for.
 */
function widenDepthwiseKernels(network: LayersModel): void {
  networkVariables(network).forEach((variable, place) => {
    if (!network.weights[place].name.includes("depthwise")) return;
    variable.assign(tf.tidy(() => tf.mul(variable, Math.sqrt(variable.shape[2]!))));
  });
}

async function values(tensors: readonly tf.Tensor[]): Promise<number[]> {
  const lists = await Promise.all(tensors.map((tensor) => tensor.data()));
  return lists.flatMap((list) => [...list]);
}
