/** In: runs on FER2013. Out: their metrics with FER+'s labels, where its votes are there. */
import { ferPlusLabels, readFerPlus } from "../src/data/fer_plus.ts";
import type { Corpus } from "../src/data/corpus.ts";
import { evaluatePredictions, type Metrics } from "../src/metrics/evaluate_predictions.ts";
import { readPredictions } from "../src/train/read_predictions.ts";
import type { RunResult } from "../src/train/train_run.ts";

/**
 * Scores each run's predictions on those test pictures that FER+ gives one of FER2013's classes.
 * Undefined for other corpora and where the votes are missing.
 */
export async function rescoreByVotes(
  results: readonly RunResult[],
  corpus: Corpus,
): Promise<Metrics[] | undefined> {
  if (corpus.id !== "fer2013") return undefined;
  const votes = await readFerPlus(corpus);
  if (votes === undefined) return undefined;
  const labels = ferPlusLabels(corpus.clips, votes);
  const rescored: Metrics[] = [];
  for (const { folder } of results) {
    const { ids, classes, probabilities } = await readPredictions(folder);
    const width = classes.length;
    const rows = ids.flatMap((id, row) => labels.has(id) ? [row] : []);
    rescored.push(evaluatePredictions(
      rows.flatMap((row) => [...probabilities.slice(row * width, (row + 1) * width)]),
      rows.map((row) => classes.indexOf(labels.get(ids[row])!)),
      classes,
    ));
  }
  return rescored;
}
