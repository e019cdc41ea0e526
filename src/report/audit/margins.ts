/**
 * A confusion matrix by what scores depend on: each class's hits, misses and false alarms. In:
 * those. Out: the scores, and the whole matrix.
 */

/** One number a class. */
export interface Margins {
  hits: number[];
  /** Clips of the class that were predicted as another. */
  misses: number[];
  /** Clips of other classes that were predicted as this one. */
  alarms: number[];
}

/** Scores that papers print, as fractions. */
export interface MarginScores {
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
  /** One class against the rest, of hard labels: mean of (recall + true negative rate) / 2. */
  aucHardMacro: number;
  /** The same, weighted by the classes' clips. */
  aucHardWeighted: number;
}

/** The scores of `margins`; a class without clips, or never predicted, counts as 0. */
export function marginScores({ hits, misses, alarms }: Margins): MarginScores {
  const classes = hits.length;
  let tested = 0;
  for (let at = 0; at < classes; at++) tested += hits[at] + misses[at];
  let [precision, recall, f1, area, weighted] = [0, 0, 0, 0, 0];
  for (let at = 0; at < classes; at++) {
    const [hit, miss, alarm] = [hits[at], misses[at], alarms[at]];
    const ownRecall = hit ? hit / (hit + miss) : 0;
    const ownArea = (ownRecall + 1 - alarm / Math.max(1, tested - hit - miss)) / 2;
    precision += hit ? hit / (hit + alarm) : 0;
    recall += ownRecall;
    f1 += hit ? 2 * hit / (2 * hit + miss + alarm) : 0;
    area += ownArea;
    weighted += ownArea * (hit + miss) / tested;
  }
  return {
    macroPrecision: precision / classes,
    macroRecall: recall / classes,
    macroF1: f1 / classes,
    aucHardMacro: area / classes,
    aucHardWeighted: weighted,
  };
}

/**
 * Whether some matrix has these margins: misses and false alarms are equally many, and no class's
 * own misses must become its own false alarms.
 */
export function isMatrix({ misses, alarms }: Margins): boolean {
  const errors = misses.reduce((total, value) => total + value, 0);
  return errors === alarms.reduce((total, value) => total + value, 0) &&
    misses.every((value, at) => value + alarms[at] <= errors);
}

/**
 * A confusion matrix [actual][predicted] with these margins: errors are shared out one by one, the
 * class with most of them first.
 *
 * @throws RangeError where there is none, see {@link isMatrix}
 */
export function confusionOfMargins(margins: Margins): number[][] {
  if (!isMatrix(margins)) throw new RangeError("Expected margins of a confusion matrix");
  const [misses, alarms] = [[...margins.misses], [...margins.alarms]];
  const matrix = margins.hits.map((hit, at) =>
    margins.hits.map((_, other) => other === at ? hit : 0)
  );
  const most = (allowed: (at: number) => boolean) =>
    misses.reduce(
      (best, _, at) =>
        allowed(at) && (best < 0 || misses[at] + alarms[at] > misses[best] + alarms[best])
          ? at
          : best,
      -1,
    );
  for (let left = misses.reduce((total, value) => total + value, 0); left > 0; left--) {
    const first = most(() => true);
    const isActual = misses[first] > 0;
    const second = most((at) => at !== first && (isActual ? alarms[at] : misses[at]) > 0);
    const [actual, predicted] = isActual ? [first, second] : [second, first];
    matrix[actual][predicted]++;
    misses[actual]--;
    alarms[predicted]--;
  }
  return matrix;
}
