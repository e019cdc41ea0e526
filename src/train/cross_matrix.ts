/** How far networks of one corpus are right on another: each corpus trained on, each tested on. */
import { UserError } from "../base/user_error.ts";
import { COMBINATION_SIGN, commonClasses } from "../data/combine_corpora.ts";
import { findNames, requireCorpus } from "../data/find_corpus.ts";
import { splitFolds } from "../data/splits/split_corpus.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import { planRun, type RunPlan } from "./plan_run.ts";
import { type RunResult, trainRun, type TrainRunOptions } from "./train_run.ts";

/** What is trained, and where. */
interface CrossMatrixOptions
  extends Pick<TrainRunOptions, "runsFolder" | "dataRoot" | "quiet" | "signal"> {
  /** Model, encoder, seed and changes of all runs. */
  plan?: Pick<RunPlan, "model" | "encoder" | "egemaps" | "seed" | "changes">;
}

/** One pair of corpora. */
export interface CrossCell {
  /** Ids of the corpora that are trained on, joined by "+". */
  train: string;
  /** Id of the corpus that is tested on. */
  test: string;
  /** Classes that all of them have. */
  classes: string[];
  /** One for each kind of knowledge of the tested speakers. */
  lines: { knowledge: Knowledge; accuracy: number; macroRecall: number }[];
  /** Folders of the runs: one, or one for each left-out speaker. */
  runs: string[];
}

/**
 * The matrix of `ids`: off the diagonal a network of the one corpus on all clips of the other, by
 * the classes that both have; on the diagonal the mean over its speakers, each left out in turn, by
 * all its classes; with three corpora or more, also a network of all others. A finished run is not
 * made again.
 *
 * Throws UserError for fewer than two corpora, one that is named twice, and as trainRun does.
 *
 * @example
 * ```ts
 * const cells = await crossMatrix(["turev", "tess"], { plan: { model: "discriminantFunctionals" } });
 * ```
 */
export async function crossMatrix(
  ids: readonly string[],
  { plan = {}, ...options }: CrossMatrixOptions = {},
): Promise<CrossCell[]> {
  if (ids.length < 2 || new Set(ids).size < ids.length) {
    throw new UserError(
      `Expected two or more different corpora, but found ${ids.join(", ") || "none"}`,
    );
  }
  // Nothing is read, which takes long, where two cannot meet, and nothing is trained where one is
  // missing or names no speakers.
  const named = await Promise.all(ids.map((id) => findNames(id, options)));
  const there = named.filter((one) => one !== undefined);
  there.forEach((one, at) => {
    for (const other of there.slice(at + 1)) commonClasses([one, other]);
  });
  const corpora = await Promise.all(ids.map((id) => requireCorpus(id, options)));
  const speakers = corpora.map((corpus) => splitFolds(corpus, "speaker"));
  const cells: CrossCell[] = [];
  for (const [at, corpus] of corpora.entries()) {
    const plans = speakers[at]
      .map((fold) => ({ corpus: corpus.id, protocol: "speaker" as const, fold }));
    cells.push(await cell(corpus.id, corpus.id, plans, { plan, ...options }));
    for (const test of ids) {
      if (test !== corpus.id) cells.push(await across([corpus.id], test, { plan, ...options }));
    }
  }
  if (ids.length > 2) {
    for (const test of ids) {
      cells.push(await across(ids.filter((id) => id !== test), test, { plan, ...options }));
    }
  }
  return cells;
}

async function across(
  train: readonly string[],
  test: string,
  options: CrossMatrixOptions,
): Promise<CrossCell> {
  const corpus = [...train, test].join(COMBINATION_SIGN);
  const plans = [{ corpus, protocol: "crossCorpus" as const, fold: test }];
  return await cell(train.join(COMBINATION_SIGN), test, plans, options);
}

async function cell(
  train: string,
  test: string,
  plans: readonly RunPlan[],
  { plan, ...options }: CrossMatrixOptions,
): Promise<CrossCell> {
  const results: RunResult[] = [];
  for (const own of plans) {
    const { config, corpus } = await planRun({ ...plan, ...own, ...options });
    results.push(await trainRun(config, { ...options, corpus }));
  }
  const [{ corpus: { classes }, metrics: { lines } }] = results;
  return {
    ...{ train, test, classes },
    lines: lines.map(({ knowledge }) => {
      const own = results.map(({ metrics }) =>
        metrics.lines.find((line) => line.knowledge === knowledge)!
      );
      const mean = (field: "accuracy" | "macroRecall") =>
        own.reduce((sum, line) => sum + line[field], 0) / own.length;
      return { knowledge, accuracy: mean("accuracy"), macroRecall: mean("macroRecall") };
    }),
    runs: results.map(({ folder }) => folder),
  };
}
