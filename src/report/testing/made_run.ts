/**
 * Tests only. Out: the folder of a finished run of the corpus, with predictions made up by seed.
 */
import { join } from "node:path";
import { createRandom } from "../../base/random.ts";
import { writeFileWhole } from "../../base/files.ts";
import { type Corpus, dataHash } from "../../data/corpus.ts";
import { splitCorpus } from "../../data/splits/split_corpus.ts";
import { writeSplit } from "../../data/splits/split_file.ts";
import { evaluatePredictions } from "../../metrics/evaluate_predictions.ts";
import { defaultConfig } from "../../train/default_config.ts";
import { predictionsCsv } from "../../train/predictions.ts";
import { readFinishedRun } from "../../train/runs.ts";
import type { RunConfig } from "../../train/run_config.ts";
import type { RunResult } from "../../train/train_run.ts";

/** How the made run differs from the default one. */
export interface MadeRunOptions {
  config?: Partial<RunConfig>;
  /** How often the made network is right, about; 0.8 by default. */
  skill?: number;
  /** Of the made predictions; 1 by default. */
  drawSeed?: number;
}

/** Writes all files of a finished run but its weights into `folder`, and reads it back. */
export async function madeRun(
  folder: string,
  corpus: Corpus,
  { config: changes = {}, skill = 0.8, drawSeed = 1 }: MadeRunOptions = {},
): Promise<RunResult> {
  const config = { ...defaultConfig(corpus), ...changes };
  const split = splitCorpus(corpus, config);
  const labelOf = new Map(corpus.clips.map(({ id, label }) => [id, corpus.classes.indexOf(label)]));
  const labels = split.test.map((id) => labelOf.get(id)!);
  const random = createRandom(drawSeed, "made predictions");
  const probabilities = Float32Array.from(labels.flatMap((label) => {
    const called = random.uniform() < skill ? label : random.integer(0, corpus.classes.length - 1);
    const raw = corpus.classes.map((_, own) => random.uniform() + (own === called ? 1 : 0));
    const sum = raw.reduce((total, value) => total + value, 0);
    return raw.map((value) => value / sum);
  }));
  const { id, title, classes, synthetic, kind } = corpus;
  const json: Record<string, unknown> = {
    "config.json": config,
    "corpus.json": { id, title, classes, synthetic, kind },
    "normaliser.json": { kind: "none", mean: [], deviation: [] },
    "environment.json": {
      engine: { engine: "tensorflow", version: "2.21.0" },
      data: dataHash(corpus),
    },
    "metrics.json": evaluatePredictions(probabilities, labels, classes),
  };
  const history = [1, 2, 3].map((epoch) => ({
    epoch,
    trainLoss: 1 / epoch,
    trainAccuracy: 1 - 0.5 / epoch,
    validationLoss: 1.2 / epoch,
    validationAccuracy: 1 - 0.6 / epoch,
    learningRate: 0.001,
  }));
  for (const [name, value] of Object.entries(json)) {
    await writeFileWhole(join(folder, name), JSON.stringify(value));
  }
  await writeSplit(join(folder, "split.json"), split);
  await writeFileWhole(
    join(folder, "predictions.csv"),
    predictionsCsv({ ids: split.test, labels }, probabilities, classes),
  );
  await writeFileWhole(
    join(folder, "history.jsonl"),
    history.map((record) => JSON.stringify(record) + "\n").join(""),
  );
  return (await readFinishedRun(folder))!;
}
