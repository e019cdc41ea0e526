import assert from "node:assert/strict";
import { madeCorpus } from "../data/made_inputs.ts";
import { defaultConfig } from "./default_config.ts";
import { overrideConfig } from "./override_config.ts";

const config = defaultConfig(madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 }));

Deno.test("fields are changed at any depth, the others stay, undefined changes nothing", () => {
  const changed = overrideConfig(config, {
    seed: 9,
    training: { epochs: 3, batchSize: undefined, earlyStopping: { patience: undefined } },
    network: { denseUnits: 10 },
  }, "x");
  assert.deepEqual(changed, {
    ...config,
    seed: 9,
    training: { ...config.training, epochs: 3 },
    network: { ...config.network, denseUnits: 10 },
  });
  assert.deepEqual(overrideConfig(config, {}, "x"), config);
});

Deno.test("a network of another kind replaces the old one, lists are replaced whole", () => {
  const network = { kind: "denseFeatures", units: [3] };
  assert.deepEqual(overrideConfig(config, { network, features: null }, "x").network, network);
  const filters = [1, 2, 3, 4, 5, 6];
  const changed = overrideConfig(config, { network: { filters } }, "x");
  assert.deepEqual(changed.network, { ...config.network, filters });
});

Deno.test("features of another kind keep their other fields", () => {
  const features = { kind: "logMel", melBins: 40, normalisation: "perSpeaker" };
  const changed = overrideConfig(config, { features }, "x");
  assert.deepEqual(changed.features, { ...config.features, ...features });
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
    assert.throws(() => overrideConfig(config, changes as never, "my.json"), message);
  }
});

Deno.test("a field called __proto__ is a field like any other, which no configuration has", () => {
  for (
    const text of ['{"__proto__": {"clean": true}}', '{"training": {"__proto__": {"mixup": 1}}}']
  ) {
    assert.throws(() => overrideConfig(config, JSON.parse(text), "x"), /UserError: x.*__proto__/);
  }
  assert.equal(({} as { clean?: true }).clean, undefined);
});
