/**
 * In: an engine's name. Out, as JSON: the ten losses of ten training steps of every network but
 * MobileNet (see src/facecnn/testing), small, on that engine, and its weights and their averages
 * afterwards. Without dropout, which draws otherwise on each engine.
 */
import { type EngineName, selectEngine } from "../../engine/select_engine.ts";
import { noise } from "../../engine/testing/noise.ts";
import { createLearner } from "../learner.ts";
import { buildNetwork, type NetworkConfig } from "../network_config.ts";

const STEPS = 10;
const BATCH = 6;
const CLASSES = 3;

const stages = [{ filters: 4, blocks: 1 }, { filters: 6, blocks: 2 }];
const dropout = 0;

const networks: { config: NetworkConfig; sampleShape: number[] }[] = [
  {
    config: { kind: "emotionUnet", filters: [4, 3, 5, 6, 2, 4], denseUnits: 7 },
    sampleShape: [16, 5],
  },
  {
    config: {
      kind: "attentiveUnet",
      filters: [4, 3, 5, 6, 2, 4],
      attentionUnits: 3,
      dropout,
    },
    sampleShape: [16, 5],
  },
  {
    config: {
      kind: "conformer",
      channels: 4,
      blocks: 1,
      heads: 2,
      kernelSize: 3,
      attentionUnits: 3,
      dropout,
    },
    sampleShape: [16, 5],
  },
  {
    config: { kind: "cnnBiLstm", filters: [4, 5], lstmUnits: 3, attentionUnits: 3, dropout },
    sampleShape: [16, 5],
  },
  {
    config: {
      kind: "residualCnn2d",
      stemFilters: 4,
      stages,
      contours: 2,
      contourFilters: 3,
      frameUnits: 5,
      attentionUnits: 3,
      dropout,
    },
    sampleShape: [16, 18],
  },
  {
    config: { kind: "denseFunctionals", units: [6], inputDropout: 0, dropout },
    sampleShape: [1, 12],
  },
  {
    config: { kind: "compactResNet", stemFilters: 4, stages, dropout },
    sampleShape: [16, 16, 1],
  },
];

await selectEngine({ engine: Deno.args[0] as EngineName });
const targets = Float32Array.from(
  { length: BATCH * CLASSES },
  (_, place) => place % CLASSES === Math.floor(place / CLASSES) % CLASSES ? 1 : 0,
);
const results: Record<string, number[]> = {};
for (const { config, sampleShape } of networks) {
  const network = buildNetwork(config, sampleShape, CLASSES, 1);
  const learner = createLearner(network, { averaging: 0.9, weightDecay: 0.01, l2: 0.001 });
  const size = sampleShape.reduce((product, length) => product * length, BATCH);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const samples = Float32Array.from(noise(size, 100 + step));
    const { loss } = await learner.trainStep(
      { count: BATCH, samples, targets },
      { learningRate: 0.001, dropoutSeed: [1, step] },
    );
    losses.push(loss);
  }
  const data = Float32Array.from(noise(size, 1));
  const labels = Array.from({ length: BATCH }, () => 0);
  const ids = labels.map(String);
  const probabilities = await learner.predict({ ids, labels, data, sampleShape });
  const state = [...learner.weights, ...learner.optimiserState].map(([, variable]) => variable);
  const lists = await Promise.all(state.map((variable) => variable.data()));
  results[`${config.kind}: losses`] = losses;
  results[`${config.kind}: probabilities`] = [...probabilities];
  results[`${config.kind}: weights`] = lists.flatMap((list) => [...list]);
  learner.dispose();
}
console.log(JSON.stringify(results));
