/** Out: an objective that trains networks on a corpus's training part; for workers. */
import { UserError } from "../base/user_error.ts";
import { dataHash } from "../data/corpus.ts";
import { type FindOptions, requireCorpus } from "../data/find_corpus.ts";
import { splitCorpus } from "../data/splits/split_corpus.ts";
import { currentEngine } from "../engine/select_engine.ts";
import { trainTrial } from "./train_trial.ts";
import type { TrialObjective } from "./trial_task.ts";
import { type TuningExamples, tuningExamples } from "./tuning_examples.ts";
import type { TuningSubject } from "./tuning_subject.ts";

/**
 * An objective that keeps the examples of the last subject, so that a worker loads them once.
 * It throws a UserError where this machine lacks the study's data or has others, or computes by
 * another engine.
 */
export function createTrainObjective(options: FindOptions): TrialObjective {
  let key: string | undefined;
  let examples: TuningExamples;
  return async (task, context) => {
    const { config: { corpus, protocol, fold, seed, features }, data } = task.subject;
    refuseOtherEngine(task.subject);
    const wanted = JSON.stringify([corpus, protocol, fold, seed, features, data]);
    if (wanted !== key) {
      examples = await loadSubject(task.subject, options);
      key = wanted;
    }
    return await trainTrial(task, examples, context);
  };
}

function refuseOtherEngine({ engine: wanted }: TuningSubject): void {
  const { engine, version } = currentEngine();
  if (!wanted || (wanted.engine === engine && wanted.version === version)) return;
  throw new UserError(
    `Expected the study's engine, ${wanted.engine} ${wanted.version}, but this worker's is ` +
      `${engine} ${version}: their values could not be compared`,
  );
}

async function loadSubject(
  { config, data }: TuningSubject,
  options: FindOptions,
): Promise<TuningExamples> {
  const corpus = await requireCorpus(config.corpus, options);
  if (dataHash(corpus) !== data) {
    throw new UserError(
      `Expected the data of ${corpus.title} to be those of the study, but this machine's differ`,
    );
  }
  const split = splitCorpus(corpus, config);
  return await tuningExamples(corpus, split, config.features, { quiet: options.quiet });
}
