/**
 * In: a corpus and how it is split. Out: the training and validation parts, and nothing else.
 *
 * Tuning must not see the test part. So its clips are taken out of the corpus before anything is
 * read: no later mistake can bring them back.
 */
import type { Corpus, Split } from "../data/corpus.ts";
import type { FeatureConfig } from "../dsp/feature_config.ts";
import { type Examples, loadExamples, type LoadOptions } from "../train/examples.ts";

/** What trials are trained on and measured on. */
export interface TuningExamples {
  /** What each trial is trained on. */
  train: Examples;
  /** What each trial is measured on. */
  validation: Examples;
  /** How many classes the network tells apart. */
  classes: number;
}

/**
 * Loads the features of the training and validation parts, normalised by the training part.
 * Throws UserError as loadExamples does.
 */
export async function tuningExamples(
  corpus: Corpus,
  split: Split,
  features: FeatureConfig | null,
  options: LoadOptions = {},
): Promise<TuningExamples> {
  const allowed = new Set([...split.train, ...split.validation]);
  const visible = { ...corpus, clips: corpus.clips.filter(({ id }) => allowed.has(id)) };
  const { train, validation } = await loadExamples(
    visible,
    { ...split, test: [] },
    features,
    options,
  );
  return { train, validation, classes: corpus.classes.length };
}
