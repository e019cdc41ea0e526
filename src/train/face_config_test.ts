import assert from "node:assert/strict";
import { madeCorpus } from "../data/made_inputs.ts";
import { defaultConfig } from "./default_config.ts";
import { runConfigSchema, runName } from "./run_config.ts";

const made = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });
const faces = { ...made, kind: "images" as const };

Deno.test("each network for faces has a whole configuration and a run of its own", () => {
  const models = ["mobileNet", "compactResNet", "compactResNetWide"] as const;
  const configs = models.map((model) => defaultConfig(faces, { model }));
  for (const config of configs) assert.deepEqual(runConfigSchema.parse(config), config);
  assert.equal(new Set(configs.map(runName)).size, models.length);
  assert.deepEqual(defaultConfig(faces), configs[0]);
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
    /one of mobileNet, compactResNet, compactResNetWide, but found emotionUnet/,
  );
});
