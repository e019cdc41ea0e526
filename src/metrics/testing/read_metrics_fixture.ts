/**
 * Tests only. In: metrics_fixture.json, made by bench/parity/metrics.py. Out: the reference values
 * of scikit-learn, SciPy and statsmodels.
 */

/** One set of generated predictions with scikit-learn's values. */
export interface ClassificationCase {
  name: string;
  labels: number[];
  probabilities: number[][];
  confusion: number[][];
  accuracy: number;
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
  scikitLearn: { macroPrecision: number; macroRecall: number; macroF1: number };
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
  aucProbability: (number | null)[];
  aucProbabilityMacro: number;
  aucHardLabel: (number | null)[];
  aucHardLabelMacro: number;
  averagePrecision: (number | null)[];
  logLoss: number;
  brierScore: number;
  expectedCalibrationError: number;
  /** [threshold, false positive rate, true positive rate] of class 0. */
  rocCurve: [number | null, number, number][];
  /** [precision, recall] of class 0, recall rising. */
  precisionRecallCurve: [number, number][];
}

/** The whole fixture. */
export interface MetricsFixture {
  classification: ClassificationCase[];
  normalQuantile: [number, number][];
  normalTail: [number, number][];
  wilson: { successes: number; trials: number; confidence: number; low: number; high: number }[];
  mcnemar: {
    both: number;
    onlyFirst: number;
    onlySecond: number;
    neither: number;
    exactP: number;
    statistic: number;
    correctedP: number;
  }[];
  bootstrap: { values: number[]; low: number; high: number; standardError: number };
  /** Accuracy over clips of speakers: how many each has, and how many of them are right. */
  clusterBootstrap: { sizes: number[]; hits: number[]; low: number; high: number };
  meanSd: { values: number[]; mean: number; sd: number };
  /** [probability, degrees of freedom, quantile]. */
  studentQuantile: [number, number, number][];
  studentInterval: { values: number[]; low: number; high: number };
  speakers: SpeakersCase;
}

/** Clips of several speakers, with scores by speaker and intervals over these. */
export interface SpeakersCase {
  labels: number[];
  probabilities: number[][];
  groups: string[];
  /** Clips of each speaker. */
  counts: number[];
  metrics: Record<"accuracy" | "macroRecall" | "macroF1", {
    /** One a speaker. */
    values: number[];
    student: { low: number; high: number };
    bootstrap: { low: number; high: number };
    standardError: number;
  }>;
}

/** Reads the fixture. */
export function readMetricsFixture(): MetricsFixture {
  return JSON.parse(Deno.readTextFileSync(new URL("../metrics_fixture.json", import.meta.url)));
}

/** Throws unless `found` is within `relative` of `expected`, or within 1e-15 of a zero. */
export function assertClose(found: number | null, expected: number | null, relative = 1e-12): void {
  if (found === expected) return;
  const close = found !== null && expected !== null &&
    Math.abs(found - expected) <= relative * Math.abs(expected) + 1e-15;
  if (!close) throw new Error(`Expected ${expected} within ${relative}, but found ${found}`);
}
