import assert from "node:assert/strict";
import { madeCorpus } from "../data/made_inputs.ts";
import { publishedConfigurations } from "../unet/published_configurations.ts";
import { defaultConfig } from "./default_config.ts";
import { runConfigSchema, runName } from "./run_config.ts";

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

const faces = { ...made, kind: "images" as const };

Deno.test("each network for faces has a whole configuration and a run of its own", () => {
  const models = [
    ...["mobileNet", "mobileNetStride1", "mobileNetEnlarged", "mobileNetCosine"] as const,
    ...["compactResNet", "compactResNetWide"] as const,
  ];
  const configs = models.map((model) => defaultConfig(faces, { model }));
  for (const config of configs) assert.deepEqual(runConfigSchema.parse(config), config);
  assert.equal(new Set(configs.map(runName)).size, models.length);
  assert.deepEqual(defaultConfig(faces), configs[0]);
});

Deno.test("paper F's network starts from weights of elsewhere at a third of Adam's usual rate", () => {
  const pictures = { ...made, id: "fer2013", kind: "images" as const };
  const pretrained = "0".repeat(64);
  const drawn = defaultConfig(pictures, { model: "mobileNet" });
  assert.deepEqual([drawn.training.learningRate, drawn.pretrained], [1e-3, undefined]);
  const begun = defaultConfig(pictures, { model: "mobileNet", pretrained });
  assert.deepEqual(begun, {
    ...drawn,
    training: { ...drawn.training, learningRate: 3e-4 },
    pretrained,
  });
  const enlarged = { model: "mobileNetEnlarged" } as const;
  assert.deepEqual(
    defaultConfig(pictures, { ...enlarged, pretrained }),
    { ...defaultConfig(pictures, enlarged), pretrained },
  );
});

Deno.test("the wide network is the small one with twice the filters, trained longer", () => {
  const [small, wide] = (["compactResNet", "compactResNetWide"] as const)
    .map((model) => defaultConfig(faces, { model }));
  assert.ok(small.network.kind === "compactResNet" && wide.network.kind === "compactResNet");
  assert.equal(wide.network.stemFilters, 2 * small.network.stemFilters);
  assert.deepEqual(
    wide.network.stages,
    small.network.stages.map(({ filters, blocks }) => ({ filters: 2 * filters, blocks })),
  );
  assert.ok(wide.training.epochs > small.training.epochs);
  assert.deepEqual([small, wide].map(({ training }) => training.precision), [
    "float32",
    "bfloat16",
  ]);
});

Deno.test("a model for other data is refused, and the fitting ones are named", () => {
  assert.throws(
    () => defaultConfig(made, { model: "compactResNetWide" }),
    /one of emotionUnet, .*, but found compactResNetWide/,
  );
  assert.throws(
    () => defaultConfig(faces, { model: "emotionUnet" }),
    /one of mobileNet, compactResNet, mobileNetStride1, mobileNetEnlarged, mobileNetCosine, .* found/,
  );
});

Deno.test("eGeMAPS has logistic regression of its own, normalised per speaker where they are new", () => {
  const config = defaultConfig(made, { egemaps: true, protocol: "speaker" });
  assert.deepEqual(
    config,
    defaultConfig(made, { model: "egemapsFunctionals", protocol: "speaker" }),
  );
  assert.deepEqual(runConfigSchema.parse(config), config);
  const { features } = config;
  assert.deepEqual(
    [features!.functionals, features!.frames, features!.normalisation],
    ["egemaps", 1, "perSpeaker"],
  );
  assert.equal(defaultConfig(made, { egemaps: true }).features!.normalisation, "perBin");
  assert.throws(
    () => defaultConfig(made, { egemaps: true, model: "voiceFunctionals" }),
    /^UserError: Expected the model egemapsFunctionals beside --features egemaps, but found voice/,
  );
});
