import assert from "node:assert/strict";
import { madeCorpus } from "../data/made_inputs.ts";
import { defaultConfig } from "./default_config.ts";
import type { ModelName } from "./network_config.ts";
import { runConfigSchema } from "./run_config.ts";

const made = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });
const lasting = (durationS: number) => made.clips.map((clip) => ({ ...clip, durationS }));
const corpus = { ...made, clips: lasting(1.2) };
const models = [
  "attentiveUnet",
  "residualCnn2d",
  "cnnBiLstm",
  "conformer",
  "denseFunctionals",
] as const;

Deno.test("each small speech network has a whole configuration of its own", () => {
  for (const model of models) {
    const config = defaultConfig(corpus, { model, protocol: "speaker" });
    assert.equal(config.network.kind, model);
    assert.deepEqual(runConfigSchema.parse(config), config);
  }
  const linear = defaultConfig(corpus, { model: "linearFunctionals", protocol: "speaker" });
  assert.equal(linear.network.kind, "denseFunctionals");
  assert.equal(linear.features!.functionals, "meanDeviationAndProsody");
  assert.ok(linear.training.l2! > 0);
  assert.deepEqual(runConfigSchema.parse(linear), linear);
  const voice = defaultConfig(corpus, { model: "voiceFunctionals", protocol: "speaker" });
  assert.deepEqual([voice.network, voice.training], [linear.network, linear.training]);
  assert.deepEqual([voice.features!.kind, voice.features!.functionals], ["voice", "voice"]);
  assert.deepEqual(runConfigSchema.parse(voice), voice);
  const wide = defaultConfig(corpus, { model: "residualCnn2dWide", protocol: "paper" });
  const usual = defaultConfig(corpus, { model: "residualCnn2d", protocol: "paper" });
  const unseen = defaultConfig(corpus, { model: "residualCnn2d", protocol: "speaker" });
  assert.deepEqual(wide, {
    ...usual,
    network: wide.network,
    features: { ...usual.features, fftSize: 512 },
    training: { ...usual.training, epochs: 60 },
  });
  assert.deepEqual([usual.training.epochs, usual.features!.fftSize], [120, 1024]);
  assert.deepEqual([unseen.training.epochs, unseen.features!.fftSize], [10, 512]);
  const discriminant = defaultConfig(corpus, {
    ...{ model: "discriminantFunctionals", protocol: "speaker" },
  });
  assert.deepEqual(runConfigSchema.parse(discriminant), discriminant);
  assert.deepEqual(
    [discriminant.features!.normalisation, discriminant.features!.speakerViews],
    ["perSpeaker", true],
  );
  assert.ok(discriminant.training.discriminant!.mixture);
  // Speakers who are trained on have no views, and so no mixture.
  const seen = defaultConfig(corpus, { model: "discriminantFunctionals", protocol: "text" });
  assert.deepEqual(runConfigSchema.parse(seen), seen);
  assert.deepEqual(
    [seen.features!.normalisation, seen.features!.speakerViews],
    ["perBin", undefined],
  );
  assert.equal(seen.training.discriminant!.mixture, undefined);
  assert.ok(
    !runConfigSchema.safeParse({ ...discriminant, network: usual.network }).success,
    "only a single layer has a closed form",
  );
  const stranger = defaultConfig(corpus, {
    model: "speakerIndependentFunctionals",
    protocol: "speaker",
  });
  assert.deepEqual(stranger.features, {
    ...linear.features,
    ...{ normalisation: "perBin", speakerNuisance: 10 },
  });
  assert.deepEqual([stranger.network, stranger.training.refit], [linear.network, true]);
  assert.deepEqual(runConfigSchema.parse(stranger), stranger);
});

Deno.test("speakers normalise their own clips where they are tested unseen and known", () => {
  const normalisation = (
    protocol: "speaker" | "paper" | "text" | "speakerFolds",
    clips = corpus.clips,
  ) =>
    defaultConfig({ ...corpus, clips }, { model: "residualCnn2d", protocol }).features!
      .normalisation;
  assert.equal(normalisation("speaker"), "perSpeaker");
  assert.equal(normalisation("speakerFolds"), "perSpeaker");
  assert.equal(normalisation("text"), "perBin");
  const many = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 4 }).clips;
  assert.equal(normalisation("paper", many), "perBin");
});

const framesOf = (id: string, model: ModelName | undefined) => (durationS: number) =>
  defaultConfig({ ...made, id, clips: lasting(durationS) }, { model, protocol: "text" })
    .features!.frames;

Deno.test("of the papers' corpora frames hold nearly every clip, and end at five seconds", () => {
  const frames = framesOf("turev", "conformer");
  assert.deepEqual([0.1, 1.2, 1.28, 1.3, 60].map(frames), [8, 64, 64, 72, 256]);
  assert.deepEqual([0.1, 60].map(framesOf("turev", undefined)), [128, 128]);
});

Deno.test("of other corpora frames keep 95 % of the training set's sound", () => {
  // In steps of 16 frames of 20 ms, or 32 of 10 ms; 32 ms windows reach beyond the last step.
  assert.deepEqual([0.1, 1.2, 2.8, 60].map(framesOf("mine", "conformer")), [16, 64, 144, 512]);
  assert.deepEqual([0.1, 1.3, 2.8, 60].map(framesOf("mine", undefined)), [32, 128, 288, 512]);
  // One of one's own beside one of the papers' counts as such.
  assert.deepEqual([2.8].map(framesOf("turev+mine", undefined)), [288]);
  assert.deepEqual([2.8].map(framesOf("turev+tess", undefined)), [128]);
});
