import assert from "node:assert/strict";
import { madeCorpus } from "../data/made_inputs.ts";
import { publishedConfigurations } from "../unet/published_configurations.ts";
import { defaultConfig } from "./default_config.ts";
import { runConfigSchema } from "./run_config.ts";

const made = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });

Deno.test("each corpus of paper S takes its own optimum of table 2", () => {
  for (const [id, published] of Object.entries(publishedConfigurations)) {
    const { network, training, ...config } = defaultConfig({ ...made, id });
    const { filters, denseUnits, learningRate, epochs, batchSize } = published;
    assert.deepEqual(network, { kind: "emotionUnet", filters, denseUnits });
    assert.deepEqual(
      [training.learningRate, training.epochs, training.batchSize],
      [learningRate, epochs, batchSize],
    );
    assert.deepEqual([config.corpus, config.protocol, config.fold, config.seed], [
      id,
      "paper",
      "",
      1,
    ]);
    assert.ok(runConfigSchema.safeParse({ ...config, network, training }).success);
  }
});

Deno.test("any other corpus takes TurEV-DB's, a table a dense network", () => {
  const own = defaultConfig({ ...made, id: "own" });
  assert.deepEqual(own.network, defaultConfig({ ...made, id: "turev" }).network);
  const table = defaultConfig({ ...made, id: "anad", kind: "features" });
  assert.equal(table.features, null);
  assert.deepEqual(table.network, { kind: "denseFeatures", units: [128, 64] });
  assert.deepEqual(
    [table.training.learningRate, table.training.batchSize, table.training.epochs],
    [1e-3, 16, 100],
  );
  assert.ok(runConfigSchema.safeParse(table).success);
});

Deno.test("a fold is always named where the protocol has folds", () => {
  assert.equal(defaultConfig(made, { protocol: "speaker" }).fold, "speaker0");
  assert.equal(defaultConfig(made, { protocol: "speaker", fold: "speaker2" }).fold, "speaker2");
  assert.equal(defaultConfig(made, { protocol: "text", seed: 5 }).seed, 5);
});
