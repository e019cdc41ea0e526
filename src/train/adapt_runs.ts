/**
 * Adaptation to new speakers from how they sound, without any label of theirs. In: finished runs
 * that test on these speakers. Out: runs that also learned from the clips of the test part.
 */
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { clusterOpinions, opinionsOf } from "./cluster_opinions.ts";
import { heldOutClips, withoutHeldOut } from "./held_out_clips.ts";
import { predictionsHash } from "./pseudo_labels.ts";
import { readPredictions } from "./read_predictions.ts";
import type { RunConfig } from "./run_config.ts";
import { type RunResult, trainRun, type TrainRunOptions } from "./train_run.ts";

/** How networks are adapted. */
export interface AdaptOptions extends Omit<TrainRunOptions, "folder" | "teacher" | "pretrain"> {
  /** One round each: of the clips of each supposed class so many. {@link defaultShares} by default. */
  shares?: readonly number[];
  /** An unlabelled clip counts as so many labelled ones; {@link DEFAULT_REPEATS} by default. */
  repeats?: number;
  /** True has the first round learn from clusters; see {@link clusterOpinions}. */
  clusters?: boolean;
  /** About so much of the test part is not learned from, see {@link heldOutClips}; none by default. */
  heldOut?: number;
}

/** More and more of the unlabelled clips, as the networks get surer of them. */
export const defaultShares: readonly number[] = [0.25, 0.5, 0.75, 1];

/** An unlabelled clip counts more than a labelled one, for it is of the voice that matters. */
export const DEFAULT_REPEATS = 3;

/**
 * Class-balanced self-training (Zou et al. 2018, arXiv 1810.07911): the teachers' mean
 * probabilities label the test part's surest clips, `config` is trained from the start on the
 * training part and these, then teaches the next round, which takes a larger share. Transductive:
 * each run's figures are of the very clips that it was adapted to, beside those held out, of which
 * heldOutMetrics tells. One run a round, the last one is
 * the adapted network; what is finished is not run again.
 *
 * Throws UserError as ensembleRuns and trainRun do, and for a configuration with another test part.
 *
 * @example
 * ```ts
 * const rounds = await adaptRuns([teacher.folder], teacher.config, { runsFolder: "runs" });
 * console.log(rounds.at(-1)!.metrics.accuracy);
 * ```
 */
export async function adaptRuns(
  teachers: readonly string[],
  config: RunConfig,
  options: AdaptOptions = {},
): Promise<RunResult[]> {
  const { shares = defaultShares, repeats = DEFAULT_REPEATS, ...others } = options;
  const { clusters, heldOut, ...runOptions } = others;
  if (shares.length === 0) throw new UserError("Expected at least one round, but found none");
  const corpus = await requireCorpus(config.corpus, options);
  const opinions = await opinionsOf(teachers);
  const kept = heldOut === undefined
    ? new Set<string>()
    : heldOutClips(corpus, opinions.ids, { share: heldOut, seed: config.seed });
  let teacher = clusters
    ? (await clusterOpinions(teachers, { ...runOptions, heldOut: kept })).opinions
    : withoutHeldOut(opinions, kept);
  const rounds: RunResult[] = [];
  for (const share of shares) {
    const pseudoLabelled = {
      ...{ from: predictionsHash(teacher), share, repeats },
      ...(heldOut === undefined ? {} : { heldOut }),
    };
    const result = await trainRun({ ...config, pseudoLabelled }, { ...runOptions, teacher });
    teacher = withoutHeldOut(await readPredictions(result.folder), kept);
    rounds.push(result);
  }
  return rounds;
}
