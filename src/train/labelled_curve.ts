/** How a network gets better with labelled clips of the speaker whom it is tested on. */
import { join } from "node:path";
import { createRandom, type Random } from "../base/random.ts";
import { argMax, mean } from "../base/statistics.ts";
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { readSplit } from "../data/splits/split_file.ts";
import { classificationScores, confusionMatrix } from "../metrics/classification_scores.ts";
import { viewOf } from "./discriminant.ts";
import { type LoadOptions, loadPart } from "./examples.ts";
import type { Predictions } from "./predictions.ts";
import { readRun, refuseOtherData } from "./runs.ts";
import { LABELLED_WEIGHT, openMixture, readMixture } from "./speaker_mixture.ts";

/** How the curve is measured. */
interface LabelledCurveOptions extends LoadOptions {
  /** So many labelled clips, one point of the curve each. */
  counts: readonly number[];
  /** Times that clips to be labelled are drawn; {@link DEFAULT_DRAWS} by default. */
  draws?: number;
  /** Fixes the draws; 1 by default. */
  seed?: number;
  dataRoot?: string;
}

/** One point of the curve. */
export interface LabelledPoint {
  /** Labelled clips of each speaker, drawn whatever their class. */
  labelled: number;
  /** On the speaker's other clips: the mean over speakers and draws. */
  accuracy: number;
  /** Likewise the unweighted average recall, over the classes of these clips. */
  uar: number;
  /** Accuracy of each speaker, the mean over draws. */
  speakers: Record<string, number>;
}

/** Draws where nobody says how many. */
export const DEFAULT_DRAWS = 20;

/**
 * The curve over the test speakers of `folders`, runs of one protocol. The labelled clips and all
 * others of the speaker, without labels, move the class means of the run's mixture (see
 * askMixture); accuracy is of the others alone. A draw with more labelled clips holds those of one
 * with fewer.
 *
 * Throws a UserError for runs without a mixture, for changed data, and where a speaker has no more
 * clips than are to be labelled.
 *
 * @example
 * ```ts
 * const curve = await labelledCurve(["runs/…"], { counts: [0, 5, 10, 20] });
 * ```
 */
export async function labelledCurve(
  folders: readonly string[],
  { counts, draws = DEFAULT_DRAWS, seed = 1, ...options }: LabelledCurveOptions,
): Promise<LabelledPoint[]> {
  const points = counts.map((labelled) => ({
    labelled,
    speakers: {} as Record<string, number>,
    recalls: [] as number[],
  }));
  for (const folder of folders) {
    const { voices } = await testVoices(folder, options);
    for (const [speaker, voice] of voices) {
      const { labels } = voice;
      const random = createRandom(seed, "labelled", speaker);
      const orders = Array.from({ length: draws }, () => shuffled(labels.length, random));
      for (const point of points) {
        if (point.labelled >= labels.length) {
          throw new UserError(
            `Expected more clips of ${speaker} than the ${point.labelled} to be labelled, but ` +
              `there are ${labels.length}`,
          );
        }
        const found = orders.map((order) => othersRight(voice, order.slice(0, point.labelled)));
        point.speakers[speaker] = mean(found.map(({ accuracy }) => accuracy));
        point.recalls.push(mean(found.map(({ uar }) => uar)));
      }
    }
  }
  return points.map(({ labelled, speakers, recalls }) => ({
    labelled,
    accuracy: mean(Object.values(speakers)),
    uar: mean(recalls),
    speakers,
  }));
}

/** A test speaker's clips. */
interface Voice {
  ids: string[];
  /** The run's mixture of the speaker's clips. */
  ask: ReturnType<typeof openMixture>;
  labels: number[];
}

async function testVoices(
  folder: string,
  options: LoadOptions & { dataRoot?: string },
): Promise<{ voices: Map<string, Voice>; classes: string[] }> {
  const { config: { corpus: id, features }, normaliser } = await readRun(folder);
  const mixture = await readMixture(folder);
  if (mixture === undefined) {
    throw new UserError(
      `Expected ${folder} to have a mixture of speakers, as runs of discriminantFunctionals on ` +
        "unseen speakers have",
    );
  }
  const corpus = await requireCorpus(id, options);
  await refuseOtherData(folder, corpus);
  const split = await readSplit(join(folder, "split.json"), corpus);
  const how = { ...options, part: "test", knowledge: "unlabelled" } as const;
  const examples = await loadPart(corpus, split.test, { features, normaliser }, how);
  const { rows, start, columns } = viewOf(examples, "unlabelled");
  const width = examples.data.length / examples.ids.length;
  const voices = [...Map.groupBy(rows, (row) => examples.speakers![row])]
    .map(([speaker, own]): [string, Voice] => [speaker, {
      ids: own.map((row) => examples.ids[row]),
      ask: openMixture(
        mixture,
        own.map((row) =>
          examples.data.subarray(row * width + start, row * width + start + columns)
        ),
      ),
      labels: own.map((row) => examples.labels[row]),
    }]);
  return { voices: new Map(voices), classes: corpus.classes };
}

function shuffled(length: number, random: Random): number[] {
  const keys = Array.from({ length }, (_, at) => ({ at, key: random.uniform() }));
  return keys.sort((a, b) => a.key - b.key).map(({ at }) => at);
}

/** Of the clips that are not in `given`, their rows and what their mixture says of them. */
function predictOthers(
  { ask, labels }: Voice,
  given: readonly number[],
): { others: number[]; shares: Float64Array } {
  const known = new Map(given.map((row) => [row, labels[row]]));
  const shares = ask({ labels: known, weight: LABELLED_WEIGHT });
  const classes = shares.length / labels.length;
  const others = labels.keys().filter((row) => !known.has(row)).toArray();
  return {
    others,
    shares: Float64Array.from(
      others.flatMap((row) => [...shares.subarray(row * classes, (row + 1) * classes)]),
    ),
  };
}

/** How well the clips that are not in `given` are predicted. */
function othersRight(
  voice: Voice,
  given: readonly number[],
): { accuracy: number; uar: number } {
  const { others, shares } = predictOthers(voice, given);
  const classes = shares.length / others.length;
  const predicted = others.map((_, at) =>
    argMax([...shares.subarray(at * classes, (at + 1) * classes)])
  );
  const labels = others.map((row) => voice.labels[row]);
  const { accuracy, macroRecall } = classificationScores(
    confusionMatrix(labels, predicted, classes),
  );
  return { accuracy, uar: macroRecall };
}

/** Where so many clips of each test speaker have labels. */
export interface LabelledPredictions {
  /** Of all draws, one after the other; each without the clips that have labels. */
  predictions: Predictions;
  draws: number;
}

/**
 * What the mixture of the run in `folder` says of the test speakers' other clips where `labelled`
 * clips of each, drawn as in {@link labelledCurve}, have labels; undefined for a run without a
 * mixture, and where a speaker has no more clips than that. Throws a UserError for changed data.
 *
 * @example
 * ```ts
 * const found = await labelledPredictions("runs/…", 10);
 * ```
 */
export async function labelledPredictions(
  folder: string,
  labelled: number,
  { draws = DEFAULT_DRAWS, seed = 1, ...options }: Partial<LabelledCurveOptions> = {},
): Promise<LabelledPredictions | undefined> {
  if (await readMixture(folder) === undefined) return undefined;
  const { voices, classes } = await testVoices(folder, options);
  if ([...voices.values()].some(({ labels }) => labels.length <= labelled)) return undefined;
  const ids: string[] = [], labels: number[] = [], probabilities: Float64Array[] = [];
  for (const [speaker, voice] of voices) {
    const random = createRandom(seed, "labelled", speaker);
    for (let draw = 0; draw < draws; draw++) {
      const given = shuffled(voice.labels.length, random).slice(0, labelled);
      const { others, shares } = predictOthers(voice, given);
      ids.push(...others.map((row) => voice.ids[row]));
      labels.push(...others.map((row) => voice.labels[row]));
      probabilities.push(shares);
    }
  }
  const all = new Float64Array(labels.length * classes.length);
  let start = 0;
  for (const shares of probabilities) {
    all.set(shares, start);
    start += shares.length;
  }
  return { draws, predictions: { ids, labels, classes, probabilities: all } };
}
