import assert from "node:assert/strict";
import { protocols } from "../data/corpus.ts";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import { confusionText, metricsText, runText, speakersText } from "./metrics_text.ts";

const metrics = evaluatePredictions(
  [[0.9, 0.1, 0], [0.4, 0.6, 0], [0.2, 0.8, 0], [0.3, 0.7, 0]],
  [0, 0, 1, 1],
  ["calm", "sad", "never heard"],
);

Deno.test("the tables hold the metrics, and a dash where none exists", () => {
  const lines = metricsText(metrics).split("\n");
  const { low, high } = metrics.accuracyInterval;
  const interval = `95 % interval ${low.toFixed(4)} to ${high.toFixed(4)} over these clips`;
  const words = lines.join(" ").replaceAll(/ +/g, " ");
  assert.ok(words.includes(`accuracy 0.7500 (${interval}`), words);
  // The classes that occur: calm with a recall of 0.5, sad with 1.
  assert.match(metricsText(metrics), /^UAR \(macro recall\) +0\.7500$/m);
  assert.match(metricsText(metrics), /\ncalm +2 +1\.0000 +0\.5000 +0\.6667 +1\.0000 +0\.7500\n/);
  assert.match(lines.at(-1)!, /^never heard +0 +0\.0000 +0\.0000 +0\.0000 +- +-$/);
});

Deno.test("the confusion matrix has actual classes in its rows", () => {
  const [header, , calm, sad, never] = confusionText(metrics).split("\n");
  assert.match(header, /^actual \\ predicted +calm +sad +never heard$/);
  assert.match(calm, /^calm +1 +1 +0$/);
  assert.match(sad, /^sad +0 +2 +0$/);
  assert.match(never, /^never heard +0 +0 +0$/);
});

Deno.test("speakers have a row each, and their mean two intervals from five speakers on", () => {
  const speakers = ["anna", "bert", "carl", "dora", "emil"].map((name, at) => ({
    name,
    metrics: { ...metrics, count: 10 + at, accuracy: 0.5 + at / 10, macroRecall: 0.4 + at / 10 },
  }));
  const text = speakersText(speakers);
  assert.match(text, /\ncarl +12 +0\.7000 +0\.6000\n/);
  assert.match(
    text,
    /\nAccuracy, mean over 5 speakers: 0\.7000; 95 % over speakers 0\.5037 to 0\.8963 /,
  );
  assert.match(
    text,
    /\(t\), 0\.5.* to 0\.8.* \(cluster bootstrap\)\nUAR, mean over 5 speakers: 0\.6/,
  );
  assert.doesNotMatch(speakersText(speakers.slice(0, 2)), /bootstrap/);
  assert.equal(speakersText(speakers.slice(0, 1)), "");
});

const corpus = { title: "TurEV-DB", synthetic: false, kind: "audio" } as const;

Deno.test("the random split says what it hides", () => {
  assert.equal(
    runText({ config: { protocol: "paper", fold: "", seed: 2 }, corpus }),
    "TurEV-DB, protocol paper, seed 2\n(random split: speakers and words are not held out)",
  );
});

Deno.test("every protocol has its note, a fold is named", () => {
  const texts = protocols.map((protocol) =>
    runText({ config: { protocol, fold: "1157", seed: 1 }, corpus })
  );
  assert.equal(new Set(texts.map((text) => text.split("\n")[1])).size, protocols.length);
  assert.match(texts[1], /protocol speaker, fold 1157, seed 1\n\(speaker 1157 is tested/);
});

Deno.test("generated data are called SYNTHETIC", () => {
  const config = { protocol: "text", fold: "", seed: 1 } as const;
  assert.match(runText({ config, corpus: { ...corpus, synthetic: true } }), /^SYNTHETIC data/);
});

Deno.test("a table of features is not passed off as the paper's experiment", () => {
  const config = { protocol: "paper", fold: "", seed: 1 } as const;
  const text = runText({ config, corpus: { ...corpus, kind: "features" } });
  assert.match(text.split("\n")[2], /^\(a table of features, not audio; .* not the paper's/);
});
