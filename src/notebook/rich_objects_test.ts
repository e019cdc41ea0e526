import assert from "node:assert/strict";
import { createOptimiser } from "../bayesopt/optimiser.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import { withKnowledge } from "../metrics/knowledge.ts";
import { defaultConfig } from "../train/default_config.ts";
import { richCorpus, richMetrics, richRun, richStudy } from "./rich_objects.ts";
import { shownBy } from "./testing/shown_by.ts";

Deno.test("a recording shows itself as a player with its spectrogram", async () => {
  const { clips } = richCorpus(await requireCorpus("synthetic", { quiet: true }));
  const before = JSON.stringify(clips[0]);
  const bundle = (await shownBy(clips[0]))!;
  const html = bundle["text/html"] as string;
  assert.match(html, /^<audio controls src="data:audio\/wav;base64,UklGR/);
  assert.match(
    html,
    /<img alt="Spectrogram of angry\/[^"]+"[^>]* src="data:image\/png;base64,iVBOR/,
  );
  assert.match(bundle["text/plain"] as string, /^Clip angry\/\w+: angry, \d\.\d\d s$/);
  assert.equal(JSON.stringify(clips[0]), before);
  assert.equal(await shownBy({ ...clips[0] }), undefined, "a copy is plain");
});

Deno.test("a picture shows itself, and generated ones say so", async () => {
  const { clips } = richCorpus(await requireCorpus("synthetic-faces", { quiet: true }));
  const bundle = (await shownBy(clips[0]))!;
  const svg = bundle["image/svg+xml"] as string;
  assert.match(svg, /data:image\/png;base64/);
  assert.ok(svg.includes(`SYNTHETIC data: ${clips[0].id}`));
});

Deno.test("a confusion matrix shows itself with the classes' names and stays a matrix", async () => {
  const metrics = evaluatePredictions([[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]], [0, 1, 1], ["a", "b"]);
  const { confusion } = richMetrics(metrics, ["calm", "sad"]);
  assert.deepEqual(confusion, [[1, 0], [1, 1]]);
  const svg = (await shownBy(confusion))!["image/svg+xml"] as string;
  for (const text of ["calm (1)", "sad (2)", "Confusion: accuracy 66.7 %, n = 3"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
});

Deno.test("a study shows itself as it stands at that moment", async () => {
  const space = [{ kind: "real" as const, name: "x", low: 0, high: 1 }];
  const optimiser = richStudy(createOptimiser(space));
  const dots = async () => {
    const bundle = (await shownBy(optimiser))!;
    return (bundle["application/vnd.vegalite.v5+json"] as { data: { values: unknown[] } }).data
      .values.length;
  };
  assert.equal(await dots(), 0);
  optimiser.tell(optimiser.ask().number, 3);
  optimiser.ask(); // not told yet
  assert.equal(await dots(), 1);
});

Deno.test("a run shows itself as its curves, with accuracy, network and protocol", async () => {
  const corpus = await requireCorpus("synthetic", { quiet: true });
  const metrics = evaluatePredictions([[1, 0, 0, 0], [0, 1, 0, 0]], [0, 1], corpus.classes);
  const history = [1, 2].map((epoch) => ({
    epoch,
    trainLoss: 1 / epoch,
    trainAccuracy: 0.5,
    validationLoss: 1.2 / epoch,
    validationAccuracy: 0.4,
    learningRate: 0.001,
  }));
  const run = richRun({
    folder: "r",
    config: defaultConfig(corpus),
    corpus,
    history,
    metrics: withKnowledge(metrics, "nothing"),
  });
  const svg = (await shownBy(run))!["image/svg+xml"] as string;
  assert.match(svg, /SYNTHETIC[^<]*, EmotionUnet: accuracy 100\.0 % on 2 clips of the test set/);
  assert.match(svg, />paper, seed 1</);
  assert.ok(await shownBy(run.metrics.confusion));
});
