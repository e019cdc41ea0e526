import assert from "node:assert/strict";
import { madeCorpus } from "../data/made_inputs.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { defaultMobileNet } from "../facecnn/mobile_net.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import { type RunMetrics, runMetrics, withKnowledge } from "../metrics/knowledge.ts";
import { defaultConfig } from "./default_config.ts";
import { type CardRun, modelCard } from "./model_card.ts";

const corpus = { ...madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 }), synthetic: false };

/** Metrics of a network that knows nothing of the speakers. */
function ofNothing(metrics: Metrics): RunMetrics {
  return withKnowledge(metrics, "nothing");
}

function cardRun(fields: Partial<CardRun> = {}): CardRun {
  const { id, title, classes, synthetic, kind } = corpus;
  const rows = [[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.7, 0.3]];
  return {
    config: defaultConfig(corpus),
    corpus: { id, title, classes, synthetic, kind },
    metrics: ofNothing(evaluatePredictions(rows, [0, 0, 1, 1], classes)),
    trainingDurations: [1, 2, 4],
    history: [3, 1, 2].map((loss, index) => ({
      ...{ epoch: index + 1, trainLoss: loss, trainAccuracy: 0.5, validationLoss: loss },
      ...{ validationAccuracy: 0.5, learningRate: 0.001 },
    })),
    parts: { train: 10, validation: 2, test: 4 },
    alsoInTraining: { speaker: 1, text: null },
    parameters: 1234,
    environment: { engine: { engine: "tensorflow", version: "2.21.0" }, time: "2026-01-01" },
    ...fields,
  };
}

Deno.test("the card has every section and the run's own figures", () => {
  const card = modelCard(cardRun());
  const titles = [...card.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  assert.deepEqual(titles, [
    ...["Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data"],
    ...["Quantitative analyses", "Ethical considerations", "Caveats and recommendations"],
    ...["Environment", "How to rerun"],
  ]);
  assert.match(card, /1,234 weights, softmax over 2 classes: class0, class1\./);
  assert.match(card, /3 of at most 100 epochs; the weights are those of epoch 2, .*\(1\.0000\)/);
  assert.match(card, /\| accuracy \| 0\.750 \(0\.301 to 0\.954\) \|/);
  // Two of two found; of three called, two are right: Wilson's intervals of 2/3 and 2/2.
  assert.match(
    card,
    /\| class0 \| 2 \| 0\.667 \(0\.208 to 0\.939\) \| 1\.000 \(0\.342 to 1\.000\)/,
  );
  assert.match(card, /10 clips for training and 2 for validation/);
  assert.match(card, /Engine: tensorflow 2\.21\.0/);
  assert.doesNotMatch(card, /undefined|NaN|null|SYNTHETIC/);
});

Deno.test("a split with shared speakers is warned of, a speaker split is not", () => {
  assert.match(modelCard(cardRun()), /\*\*Leak warning: 100 % of the test clips/);
  const config = { ...defaultConfig(corpus), protocol: "speaker", fold: "speaker1" } as const;
  const strict = modelCard(cardRun({ config, alsoInTraining: { speaker: 0, text: 1 } }));
  assert.doesNotMatch(strict, /Leak warning/);
  assert.match(strict, /speaker speaker1 is tested and in no other part/);
});

Deno.test("generated data, pictures and a class never called are reported", () => {
  const run = cardRun();
  const made = modelCard(cardRun({ corpus: { ...run.corpus, synthetic: true } }));
  assert.match(made, /^# Model card: SYNTHETIC data, /);
  const faces = modelCard(cardRun({
    corpus: { ...run.corpus, kind: "images" },
    config: {
      ...{ ...defaultConfig(corpus), protocol: "official", fold: "", features: null },
      network: { ...defaultMobileNet, enlarge: 3 },
    },
    alsoInTraining: { speaker: null, text: null },
  }));
  assert.match(faces, /one face, .* 48 × 48 pixels, enlarged to 144 × 144\./);
  assert.match(faces, /emotion in faces/);
  assert.doesNotMatch(faces, /[Ss]peaker|microphone|noise|\bclips\b/);
  const never = evaluatePredictions([[0.9, 0.1], [0.8, 0.2]], [0, 1], corpus.classes);
  assert.match(
    modelCard(cardRun({ metrics: ofNothing(never) })),
    /\| class1 \| 1 \| - \| 0\.000 \(0\.000 to/,
  );
});

Deno.test("the input is what the network sees: frames that are cut, or values of the whole clip", () => {
  const frames = { ...defaultConfig(corpus), features: { ...defaultFeatures, frames: 128 } };
  const card = modelCard(cardRun({ config: frames }));
  assert.match(
    card,
    /Input: 128 frames of 257 values, 1\.30 s: the spectrum every 10 ms \(windows of 32 ms\)/,
  );
  assert.match(card, /Length: longer clips are cut at the end to 1\.30 s, .* 49 % is cut, 33 % /);
  assert.match(
    card,
    /Normalisation: each value by its mean and standard deviation in the training/,
  );
  const model = "linearFunctionals";
  const config = defaultConfig(corpus, { model, protocol: "speaker", fold: "speaker1" });
  const line = cardRun().metrics!.lines[0];
  const metrics = runMetrics([line, {
    ...line,
    knowledge: "unlabelled",
    clips: 12,
    accuracy: 0.9,
  }]);
  const summed = modelCard(cardRun({ config, metrics }));
  assert.match(summed, /Model: linearFunctionals, 1,234 weights/);
  assert.match(
    summed,
    /Input: 206 values of the whole clip \(functionals “meanDeviationAndProsody”\)/,
  );
  assert.match(summed, /Length: each clip is summed up whole: nothing is cut or padded/);
  assert.match(summed, /Normalisation: .* all clips of the speaker, without labels, where several/);
  assert.match(summed, /\| metric \| nothing known \| unlabelled clips \(12\) \|/);
  assert.match(summed, /\| accuracy \| 0\.750 .* \| 0\.900 /);
});

Deno.test("eGeMAPS is told as what it is, not as frames of a transform", () => {
  const config = defaultConfig(corpus, { egemaps: true });
  assert.match(
    modelCard(cardRun({ config })),
    /Input: 88 values of the whole clip, the functionals of eGeMAPSv02 \(docs\/egemaps\.md\) of sound/,
  );
});

Deno.test("an adapted network's card says which clips it was adapted to, and how many were kept out", () => {
  const adapted = { from: "0".repeat(64), share: 0.5, repeats: 2 };
  const card = (pseudoLabelled: typeof adapted & { heldOut?: number }) =>
    modelCard(cardRun({ config: { ...defaultConfig(corpus), pseudoLabelled } }));
  assert.match(card(adapted), /Transductive: the network was adapted to these very clips, without/);
  assert.match(
    card({ ...adapted, heldOut: 0.25 }),
    /Transductive: the network was adapted to these very clips but about 25 % of them, without/,
  );
  assert.doesNotMatch(modelCard(cardRun()), /Transductive/);
});

Deno.test("how to rerun it names the weights that a run started from, where they have a name", () => {
  const cardOf = (fields: object) =>
    modelCard(cardRun({ config: { ...defaultConfig(corpus), ...fields } }));
  assert.match(cardOf({}), /train --config RUN\/config\.json --runs OTHER_FOLDER$/m);
  const pretrained = "0".repeat(64);
  const other = cardOf({ pretrained });
  assert.match(other, /train --config RUN\/config\.json --weights FILE --runs OTHER_FOLDER$/m);
  assert.match(other, /^- Start: weights that were trained elsewhere \(SHA-256 0{12}…\)\.$/m);
  assert.match(other, /`FILE` the weights it starts from\.$/m);
  const named = cardOf({
    ...{ network: defaultMobileNet, features: null },
    pretrained: "644fe588a9402df850ba44d1504666cc7666af910aba07c7cbf995345b9c1a2e",
    final: true,
  });
  assert.match(named, /config\.json --weights faceres --final --runs OTHER_FOLDER$/m);
  assert.match(
    named,
    /^- Start: faceres \(HSE-FaceRes, learned on VGGFace2; Apache-2\.0\), weights that were /m,
  );
});
