import assert from "node:assert/strict";
import type { Corpus, Protocol } from "../data/corpus.ts";
import { madeCorpus } from "../data/made_inputs.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { publishedEmotionUnet } from "../unet/published_configurations.ts";
import { defaultConfig } from "./default_config.ts";
import { modelInput, type ModelName } from "./network_config.ts";
import {
  formerRunNames,
  overrideConfig,
  type RunConfig,
  runConfigSchema,
  runName,
} from "./run_config.ts";
import names from "./run_names_fixture.json" with { type: "json" };
import { usualCosine, usualPlateau } from "./schedule.ts";

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
    schedule: { kind: "plateau", factor: 0.5, patience: 2, leastChange: 1e-4 },
    earlyStopping: { patience: 6 },
    precision: "float32",
  },
};

Deno.test("a run's name can be read and does not depend on the order of the fields", () => {
  const network = publishedEmotionUnet("turev");
  const usual = runName({ ...config, network });
  assert.match(usual, /^turev-emotionUnet-speaker-1157-seed3-[0-9a-f]{8}$/);
  // Another size is reported; what folders were called before is known too.
  assert.match(runName(config), /^turev-emotionUnet-filters1x2x3x4x5x6-denseUnits7-speaker-1157-/);
  assert.equal(formerRunNames({ ...config, network })[0], usual);
  assert.match(formerRunNames(config)[0], /^turev-emotionUnet-speaker-1157-seed3-[0-9a-f]{8}$/);
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
    { ...config, training: { ...training, schedule: { ...usualPlateau, patience: 3 } } },
    { ...config, training: { ...training, schedule: usualCosine } },
    { ...config, training: { ...training, schedule: undefined } },
    { ...config, training: { ...training, earlyStopping: undefined } },
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
  ["votes for recordings", { voted: true }, /Expected a network of faces, for FER2013's pictures/],
  [
    "a start that knows faces for another network",
    { pretrained: "644fe588a9402df850ba44d1504666cc7666af910aba07c7cbf995345b9c1a2e" },
    /Expected a MobileNet beside faceres/,
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

const base = defaultConfig(madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 }));

Deno.test("fields are changed at any depth, the others stay, undefined changes nothing", () => {
  const changed = overrideConfig(base, {
    seed: 9,
    training: { epochs: 3, batchSize: undefined, earlyStopping: { patience: undefined } },
    network: { denseUnits: 10 },
  }, "x");
  assert.deepEqual(changed, {
    ...base,
    seed: 9,
    training: { ...base.training, epochs: 3 },
    network: { ...base.network, denseUnits: 10 },
  });
  assert.deepEqual(overrideConfig(base, {}, "x"), base);
});

Deno.test("a network of another kind replaces the old one, lists are replaced whole", () => {
  const network = { kind: "denseFeatures", units: [3] };
  assert.deepEqual(overrideConfig(base, { network, features: null }, "x").network, network);
  const filters = [1, 2, 3, 4, 5, 6];
  const changed = overrideConfig(base, { network: { filters } }, "x");
  assert.deepEqual(changed.network, { ...base.network, filters });
});

Deno.test("features of another kind keep their other fields", () => {
  const features = { kind: "logMel", melBins: 40, normalisation: "perSpeaker" };
  const changed = overrideConfig(base, { features }, "x");
  assert.deepEqual(changed.features, { ...base.features, ...features });
  const cepstral = overrideConfig(changed, { features: { kind: "mfcc" } }, "x");
  assert.deepEqual(cepstral.features, { ...changed.features, kind: "mfcc" });
});

Deno.test("a wrong field is the user's error that names source and field", () => {
  const wrong: [object, RegExp][] = [
    [{ training: { epochs: "3" } }, /^UserError: my\.json field training\.epochs: /],
    [{ training: { epoch: 3 } }, /my\.json field training: .*epoch/],
    [{ protocol: "dreams" }, /my\.json field protocol: /],
    [{ network: { filters: [1, 2] } }, /my\.json field network\.filters/],
    [{ training: null }, /my\.json field training: /],
  ];
  for (const [changes, message] of wrong) {
    assert.throws(() => overrideConfig(base, changes as never, "my.json"), message);
  }
});

Deno.test("a field called __proto__ is a field like any other, which no configuration has", () => {
  for (
    const text of ['{"__proto__": {"clean": true}}', '{"training": {"__proto__": {"mixup": 1}}}']
  ) {
    assert.throws(() => overrideConfig(base, JSON.parse(text), "x"), /UserError: x.*__proto__/);
  }
  assert.equal(({} as { clean?: true }).clean, undefined);
});

// Configurations before schedules, as all commands wrote them then, and what their runs were named.

const corpora = (kind: Corpus["kind"], id: string) => ({
  ...madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 }),
  id,
  kind,
});

Deno.test("a configuration of an earlier version keeps its run's name", () => {
  const { defaults, changed } = names;
  for (const { config, name } of [...defaults, ...changed]) {
    assert.equal(runName(runConfigSchema.parse(config)), name);
    // Also as a file over the defaults of another network, and once written and read again.
    const over = overrideConfig(base, config, "former.json");
    assert.equal(runName(runConfigSchema.parse(JSON.parse(JSON.stringify(over)))), name);
  }
});

/** Models whose usual configuration is another one since: a lower rate; clusters matched first. */
const retrained = ["mobileNet", "discriminantFunctionals"];

Deno.test("a command of an earlier version finds its run", () => {
  for (const { model, id, protocol, config, name, shortName } of names.defaults) {
    if (retrained.includes(model)) continue;
    const own = defaultConfig(corpora(modelInput(model as ModelName), id), {
      ...{ model: model as ModelName, protocol: protocol as Protocol, seed: 2 },
    });
    assert.deepEqual(own, runConfigSchema.parse(config), model);
    assert.equal(runName(own), name);
    const former = name.replace("speakerIndependentFunctionals", "strangerFunctionals");
    assert.ok(formerRunNames(own).includes(former));
    const short = overrideConfig(own, { training: { epochs: 3 } }, "x");
    assert.equal(runName(short), shortName);
  }
  for (const { model, changes, name } of names.changed) {
    const own = defaultConfig(corpora("audio", "turev"), { model: model as ModelName });
    assert.equal(runName(overrideConfig(own, changes, "x")), name);
  }
});

Deno.test("the published runs are named by the hash of their configurations", async () => {
  const folder = new URL("../../results/curves/", import.meta.url);
  let count = 0;
  for await (const { name } of Deno.readDir(folder)) {
    const { run, config } = JSON.parse(await Deno.readTextFile(new URL(name, folder)));
    assert.equal(run.slice(-8), runName(runConfigSchema.parse(config)).slice(-8), name);
    count++;
  }
  assert.ok(count > 0);
});

Deno.test("schedule and early stopping are changed and turned off by name", () => {
  const { training } = overrideConfig(base, {
    training: { schedule: { kind: "cosine", warmUpEpochs: 3 }, earlyStopping: null },
  }, "x");
  assert.deepEqual([training.schedule, training.earlyStopping], [
    { kind: "cosine", warmUpEpochs: 3 },
    undefined,
  ]);
  const slower = overrideConfig(base, { training: { schedule: { patience: 9 } } }, "x");
  assert.deepEqual(slower.training.schedule, { ...usualPlateau, patience: 9 });
  const constant = overrideConfig(base, { training: { schedule: null } }, "x");
  assert.equal(constant.training.schedule, undefined);
});
