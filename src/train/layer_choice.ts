/** Which layers of a pretrained encoder a discriminant and its mixture take. */
import { argMax, mean } from "../base/statistics.ts";
import { classificationScores, confusionMatrix } from "../metrics/classification_scores.ts";
import {
  type FitOptions,
  groupWeights,
  type MixtureConfig,
  type View,
  viewOf,
  whitenedClasses,
} from "./discriminant.ts";
import type { Examples } from "./examples.ts";
import { askMixture } from "./speaker_mixture.ts";

/** What is chosen among. */
interface LayerOptions {
  classes: number;
  /** Columns of each layer. */
  layers: readonly (readonly number[])[];
  /** Columns that are judged together beside the layers. */
  functionals: readonly (readonly number[])[];
  /** Columns beside a layer's in which a speaker's mixture works. */
  clustered: readonly number[];
  /** Of the discriminants for unknown speakers. */
  shrinkage: number;
  /** That of known speakers. */
  mixture?: MixtureConfig;
}

/** Places of layers, from 0 on. */
export interface LayerChoice {
  /** Each judged by itself. */
  judged: number[];
  /** The one that the mixture sees. */
  clustered: number;
}

/** In a run's folder: the numbers of the layers that it takes, where they were chosen. */
export const LAYERS = "layers.json";

/** More speakers are dealt to so many folds. */
const MOST_FOLDS = 5;

/**
 * Leaves out one training speaker after the other (or a fifth of them), and takes what predicts
 * these best: for unknown speakers one layer or all of them, for the mixture one layer, by the mean
 * over speakers of the unweighted average recall. Without three speakers there is nothing to choose
 * by: then all layers judge, and the mixture takes the middle one. `examples` have views.
 *
 * Features of unknown speakers were standardised by all training speakers, those left out too, which
 * is the same for every layer.
 *
 * @example
 * ```ts
 * const { judged, clustered } = chooseLayers(train, { classes, layers, ...columns });
 * ```
 */
export function chooseLayers(examples: Examples, options: LayerOptions): LayerChoice {
  const { classes, layers, functionals, clustered, shrinkage, mixture } = options;
  const places = [...layers.keys()];
  const folds = innerFolds(examples, classes);
  if (!folds.length || layers.length === 1) {
    return { judged: places, clustered: Math.ceil(layers.length / 2) - 1 };
  }
  const sets = [...places.map((place) => [place]), places];
  const judgedRecalls = sets.map((): number[] => []);
  const clusteredRecalls = places.map((): number[] => []);
  for (const heldOut of folds) {
    const unknown = dividedView(examples, "nothing", heldOut);
    const logits = (group: readonly number[]) =>
      groupLogits(examples, unknown, { classes, shrinkage, group });
    const beside = functionals.map(logits);
    const ofLayers = layers.map(logits);
    sets.forEach((set, at) => {
      const summed = [...beside, ...set.map((place) => ofLayers[place])];
      judgedRecalls[at].push(
        ...recalls(
          examples,
          unknown.tested.rows,
          classes,
          (row, label) => summed.reduce((sum, own) => sum + own[row * classes + label], 0),
        ),
      );
    });
    if (!mixture) continue;
    const known = dividedView(examples, "unlabelled", heldOut);
    layers.forEach((columns, place) => {
      const shares = mixtureShares(examples, known, {
        ...{ classes, shrinkage: mixture.shrinkage, columns: [...clustered, ...columns] },
        mixture,
      });
      clusteredRecalls[place].push(
        ...recalls(
          examples,
          known.tested.rows,
          classes,
          (row, label) => shares[row * classes + label],
        ),
      );
    });
  }
  const judged = sets[best(judgedRecalls)];
  return { judged, clustered: mixture ? best(clusteredRecalls) : judged[0] };
}

/** Sets of speakers without whom every class still has clips; none for fewer than three speakers. */
function innerFolds({ speakers = [], labels }: Examples, classes: number): Set<string>[] {
  const names = [...new Set(speakers)].sort();
  if (names.length < 3 || names.includes("")) return [];
  const count = Math.min(MOST_FOLDS, names.length);
  return Array.from(
    { length: count },
    (_, fold) => new Set(names.filter((_, at) => at % count === fold)),
  ).filter((heldOut) =>
    new Set(labels.filter((_, row) => !heldOut.has(speakers[row]))).size === classes
  );
}

/** A view in two. */
interface DividedView {
  learned: View;
  tested: View;
}

function dividedView(
  examples: Examples,
  knowledge: "nothing" | "unlabelled",
  heldOut: ReadonlySet<string>,
): DividedView {
  const view = viewOf(examples, knowledge);
  const isTested = (row: number) => heldOut.has(examples.speakers![row]);
  return {
    learned: { ...view, rows: view.rows.filter((row) => !isTested(row)) },
    tested: { ...view, rows: view.rows.filter(isTested) },
  };
}

/** Logits of the tested clips, [row, class], centred as fitDiscriminant's are. */
function groupLogits(
  examples: Examples,
  { learned, tested }: DividedView,
  options: FitOptions & { group: readonly number[] },
): Float64Array {
  const { classes, group } = options;
  const { kernel, bias } = groupWeights(examples, learned, options);
  const width = examples.data.length / examples.ids.length;
  const logits = new Float64Array(tested.rows.length * classes);
  tested.rows.forEach((row, place) => {
    const start = row * width + tested.start;
    for (let label = 0; label < classes; label++) {
      let sum = bias[label];
      group.forEach((column, at) =>
        sum += examples.data[start + column] * kernel[at * classes + label]
      );
      logits[place * classes + label] = sum;
    }
  });
  return logits;
}

/** What a mixture of the learned speakers says of each tested one, [row, class]. */
function mixtureShares(
  examples: Examples,
  { learned, tested: { rows, start, columns: count } }: DividedView,
  { mixture, ...options }: FitOptions & { columns: readonly number[]; mixture: MixtureConfig },
): Float64Array {
  const { prior, temperature } = mixture;
  const { classes } = options;
  const fitted = { ...whitenedClasses(examples, options, learned), prior, temperature };
  const width = examples.data.length / examples.ids.length;
  const shares = new Float64Array(rows.length * classes);
  for (const own of Map.groupBy(rows.keys(), (at) => examples.speakers![rows[at]]).values()) {
    const clips = own.map((at) => {
      const from = rows[at] * width + start;
      return examples.data.subarray(from, from + count);
    });
    const found = askMixture(fitted, clips);
    own.forEach((at, place) =>
      shares.set(found.subarray(place * classes, (place + 1) * classes), at * classes)
    );
  }
  return shares;
}

/** Of each speaker of the rows, the unweighted average recall over the classes that are spoken. */
function recalls(
  { labels, speakers }: Examples,
  rows: readonly number[],
  classes: number,
  scoreOf: (row: number, label: number) => number,
): number[] {
  const predict = (at: number) =>
    argMax(Array.from({ length: classes }, (_, label) => scoreOf(at, label)));
  return [...Map.groupBy(rows.keys(), (at) => speakers![rows[at]]).values()].map((own) => {
    const actual = own.map((at) => labels[rows[at]]);
    const counts = confusionMatrix(actual, own.map(predict), classes);
    return classificationScores(counts).macroRecall;
  });
}

/** Where the mean is greatest; the first one of equals. */
function best(candidates: readonly (readonly number[])[]): number {
  return argMax(candidates.map(mean));
}
