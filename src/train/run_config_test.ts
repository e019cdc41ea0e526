import assert from "node:assert/strict";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { publishedEmotionUnet } from "./model_name.ts";
import { formerRunName, type RunConfig, runConfigSchema, runName } from "./run_config.ts";

const config: RunConfig = {
  version: 1,
  corpus: "turev",
  protocol: "speaker",
  fold: "1157",
  seed: 3,
  features: defaultFeatures,
  network: { kind: "emotionUnet", filters: [1, 2, 3, 4, 5, 6], denseUnits: 7 },
  training: {
    learningRate: 0.001,
    epochs: 10,
    batchSize: 16,
    balanced: false,
    plateau: { factor: 0.5, patience: 2, leastChange: 1e-4 },
    earlyStopping: { patience: 6 },
    precision: "float32",
  },
};

Deno.test("a run's name can be read and does not depend on the order of the fields", () => {
  const network = publishedEmotionUnet("turev");
  const usual = runName({ ...config, network });
  assert.match(usual, /^turev-emotionUnet-speaker-1157-seed3-[0-9a-f]{8}$/);
  // Another size is told; what folders were called before is known too.
  assert.match(runName(config), /^turev-emotionUnet-filters1x2x3x4x5x6-denseUnits7-speaker-1157-/);
  assert.equal(formerRunName({ ...config, network }), usual);
  assert.match(formerRunName(config), /^turev-emotionUnet-speaker-1157-seed3-[0-9a-f]{8}$/);
  const reversed = Object.fromEntries(Object.entries(config).reverse()) as RunConfig;
  assert.equal(runName(reversed), runName(config));
});

Deno.test("a change of any field is another run", () => {
  const { training } = config;
  const changed: RunConfig[] = [
    { ...config, seed: 4 },
    { ...config, fold: "other" },
    { ...config, features: { ...defaultFeatures, hopSamples: 64 } },
    { ...config, training: { ...training, epochs: 11 } },
    { ...config, training: { ...training, precision: "bfloat16" } },
    { ...config, training: { ...training, plateau: { ...training.plateau, patience: 3 } } },
  ];
  assert.equal(new Set([config, ...changed].map(runName)).size, changed.length + 1);
});

Deno.test("a fold's name cannot leave the folder of the runs", () => {
  assert.doesNotMatch(runName({ ...config, fold: "../a b/ç" }), /[/ ]/);
  assert.match(runName({ ...config, fold: "Ayşe" }), /speaker-Ayşe-/);
});

const refused: [string, object, RegExp][] = [
  ["another version", { version: 2 }, /version/],
  ["a field too much", { epochs: 3 }, /epochs/],
  ["a negative seed", { seed: -1 }, /seed/],
  ["no learning rate", { training: { ...config.training, learningRate: 0 } }, /learningRate/],
  ["audio features for a table's network", {
    network: { kind: "denseFeatures", units: [4] },
  }, /Expected a network for recordings beside features/],
  [
    "a table for EmotionUnet",
    { features: null },
    /Expected a network for recordings beside features/,
  ],
  ["frames that three poolings do not divide", {
    features: { ...defaultFeatures, frames: 100 },
  }, /multiple of 8/],
];
for (const [what, change, message] of refused) {
  Deno.test(`a configuration with ${what} is refused`, () => {
    const result = runConfigSchema.safeParse({ ...config, ...change });
    assert.ok(!result.success);
    assert.match(JSON.stringify(result.error.issues), message);
  });
}
