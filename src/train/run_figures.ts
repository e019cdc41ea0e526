import { basename, dirname, join } from "node:path";
import { pathExists } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import type { Corpus } from "../data/corpus.ts";
import { listFolders, type Medium } from "../data/files.ts";
import { isFoldProtocol, parseFoldName } from "../data/splits/grouped_folds.ts";
import { splitFolds } from "../data/splits/split_corpus.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import { type GroupMetrics, metricsByGroup } from "../metrics/group_scores.ts";
import { type Knowledge, knowledgeText } from "../metrics/knowledge.ts";
import { readFinalFigures } from "./final_run.ts";
import { calibrationFor, type CalibrationLine } from "./judge.ts";
import { DamagedRunError } from "./manifest.ts";
import { protocolNote } from "./model_card.ts";
import { type Predictions, togetherPredicted } from "./predictions.ts";
import type { RunConfig } from "./run_config.ts";
import { scoresByTrait, type TraitScores } from "./run_groups.ts";
import { readFinishedRun, readRun, requireFinishedRun, type RunDescription } from "./runs.ts";
import type { RunResult } from "./train_run.ts";

/** How often the network is right with so much knowledge of the speaker. */
export interface RunFigure {
  knowledge: Knowledge;
  /** Clips known of a test speaker, the median over the speakers; null for "nothing". */
  clips: number | null;
  accuracy: number;
  /** Unweighted average recall; null where the run quotes none. */
  uar: number | null;
  /** Test clips; of all folds where it is a mean over folds. */
  count: number;
  /**
   * Where it is not this network's own, for it was trained on all clips: the mean over so many folds,
   * each of another network. Else null: it is the share of the test clips that are right.
   */
  folds: number | null;
  /** What the figure shows; see protocolNote. */
  protocol: string;
  /** Of the answers that are not unsure; null in runs from before there were such. */
  answered: Pick<NonNullable<CalibrationLine["test"]>, "coverage" | "accuracy"> | null;
}

/**
 * One figure for each kind of knowledge; none where the run has no metrics that can be read. Throws
 * DamagedRunError where a file has changed since the run was finished: its figure holds no more.
 */
export async function runFigures(run: RunDescription): Promise<RunFigure[]> {
  const quoted = await readFinalFigures(run.folder).catch(() => undefined);
  if (quoted) {
    const { protocol, folds } = quoted;
    const of = folds.of === null ? "" : ` of ${folds.of}`;
    return quoted.lines.map(({ knowledge, clips, accuracy, macroRecall: uar, count }) => ({
      ...{ knowledge, clips, accuracy, uar, count, folds: folds.found },
      protocol:
        `mean over ${folds.found}${of} folds of the ${protocol} protocol, of networks trained ` +
        "on a part of the clips that this one was trained on",
      answered: null,
    }));
  }
  const finished = await readFinishedRun(run.folder).catch((error) => {
    if (error instanceof DamagedRunError) throw error;
    return undefined;
  });
  return (finished?.metrics.lines ?? []).map((line) => {
    const { knowledge, clips, accuracy, macroRecall: uar, count } = line;
    const test = calibrationFor(run.calibration, knowledge)?.test;
    return {
      ...{ knowledge, clips, accuracy, uar, count, folds: null },
      protocol: protocolNote(run.config),
      answered: test ? { coverage: test.coverage, accuracy: test.accuracy } : null,
    };
  });
}

/**
 * The figure that holds with so much knowledge, in words. An adapted network has none for unknown
 * speakers, and neither has a run from before figures stated their knowledge.
 */
export function figureText(
  figures: readonly RunFigure[],
  knowledge: Knowledge,
  medium: Medium,
): string {
  const figure = figures.find((own) => own.knowledge === knowledge);
  const alone = medium === "picture"
    ? "each face"
    : "each file alone, nothing known of its speaker";
  const what = knowledge === "nothing" ? alone : "files of one speaker together, without labels";
  if (!figure) {
    const other = figures[0];
    const beside = other
      ? `; the run's ${percent(other.accuracy)} is for ${knowledgeText(other)} of its test speakers`
      : "";
    return `No figure was measured for ${what}${beside}.`;
  }
  const { answered, accuracy, uar, count, folds, protocol } = figure;
  const ofClasses = uar === null ? "" : ` (UAR ${percent(uar)})`;
  const tested = `${count} test ${medium === "picture" ? "pictures" : "clips"}`;
  if (folds !== null) {
    return `Figure for ${what}: ${percent(accuracy)} accuracy${ofClasses}, ${protocol}; ` +
      `${tested} in all.`;
  }
  const sure = answered?.accuracy == null
    ? ""
    : `; ${percent(answered.accuracy)} of the ${
      percent(answered.coverage)
    } on which it is confident`;
  return `Figure for ${what}: ${percent(accuracy)} of ${tested} are right${ofClasses}${sure} ` +
    `(${protocol}).`;
}

/** Of a run whose figures are claimed, see RunDescription. */
export const CLAIM_NOTE = "Its figure is what its maker claims.";

/** The same beside the run's name; "" for all others. */
export function claimText({ claimed }: { claimed?: boolean }): string {
  return claimed ? " (scores as claimed)" : "";
}

/** The warning for a run whose training was interrupted; undefined for all others. */
export function unfinishedText({ unfinished, name, folder }: RunDescription): string | undefined {
  if (!unfinished) return undefined;
  const goOn = name === undefined ? `; \`train --resume ${folder}\` goes on with it` : "";
  return `WARNING: the run ${
    name ?? folder
  } is unfinished: its training was interrupted, and how ` +
    `often it is right was not measured${goOn}`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

// A protocol's figure is of all its folds: what one run is of the runs beside it.

/**
 * The finished runs beside the one in `folder` that differ from it in the fold alone, itself among
 * them, by fold. The number of frames, which follows from each fold's training clips, and whose
 * pseudo-labels an adapted run learned from may differ too. Runs whose scores are claimed and those
 * whose scores were measured are not taken together.
 * Throws UserError where the run is not finished, its protocol has no folds, or two runs are of one
 * fold.
 */
export async function foldRuns(folder: string): Promise<RunResult[]> {
  const own = await requireFinishedRun(folder);
  if (own.config.fold === "") {
    throw new UserError(
      `Expected a run of a protocol with folds, but ${folder} is of the ${own.config.protocol} ` +
        "protocol, which has none",
    );
  }
  const key = keyOf(own.config);
  const beside = dirname(folder);
  const runs = [own];
  for (const name of await listFolders(beside)) {
    const other = join(beside, name);
    if (name === basename(folder) || !pathExists(join(other, "metrics.json"))) continue;
    const run = await readRun(other).catch(() => undefined);
    if (!run || run.claimed !== own.claimed) continue;
    if (keyOf(run.config) === key) runs.push(await requireFinishedRun(other));
  }
  for (const [fold, same] of Map.groupBy(runs, ({ config }) => config.fold)) {
    if (same.length === 1) continue;
    throw new UserError(
      `Expected one run of fold ${fold}, but found ${same.map((run) => run.folder).join(" and ")}`,
    );
  }
  return runs.sort((a, b) => a.config.fold < b.config.fold ? -1 : 1);
}

function keyOf({ fold: _, features, pseudoLabelled, ...rest }: RunConfig): string {
  return JSON.stringify([
    rest,
    features && { ...features, frames: 0 },
    pseudoLabelled && { ...pseudoLabelled, from: "" },
  ]);
}

/**
 * The runs of `folders` over all folds: [fold][run]. Runs may be named by any of their folds, or by
 * all. Throws UserError as {@link foldRuns} does, and where a run lacks a fold that another has.
 */
export async function foldTeams(folders: readonly string[]): Promise<RunResult[][]> {
  const runs = new Map<string, RunResult>();
  const chosen: RunResult[][] = [];
  for (const folder of folders) {
    if (runs.has(join(folder))) continue;
    const ofFolds = await foldRuns(folder);
    for (const run of ofFolds) runs.set(join(run.folder), run);
    chosen.push(ofFolds);
  }
  const [first] = chosen;
  const foldsOf = (own: RunResult[]) => own.map(({ config }) => config.fold).join(", ");
  const other = chosen.find((own) => foldsOf(own) !== foldsOf(first));
  if (other) {
    throw new UserError(
      `Expected finished runs of the same folds, but ${first[0].folder} has ${
        foldsOf(first)
      } and ` +
        `${other[0].folder} has ${foldsOf(other)}`,
    );
  }
  return first.map((_, fold) => chosen.map((own) => own[fold]));
}

/** Which folds the runs are of, and how many of the protocol's that are, in words. */
export function foldsText(runs: readonly Pick<RunResult, "config">[], corpus?: Corpus): string {
  const names = runs.map(({ config }) => config.fold);
  const [{ config: { protocol, fold } }] = runs;
  const count = isFoldProtocol(protocol) ? parseFoldName(fold)?.count : undefined;
  const all = corpus ? splitFolds(corpus, protocol, count) : undefined;
  if (all === undefined) return `folds ${names.join(", ")}`;
  return all.every((name) => names.includes(name))
    ? `all ${all.length} folds: ${names.join(", ")}`
    : `ONLY ${names.length} of ${all.length} folds: ${names.join(", ")}`;
}

/** The metrics of each speaker; none where a speaker is unknown. */
export function scoresBySpeaker(predictions: Predictions, corpus?: Corpus): GroupMetrics[] {
  const speakers = new Map(corpus?.clips.map(({ id, speaker }) => [id, speaker]));
  const groups = predictions.ids.map((id) => speakers.get(id) ?? "");
  return groups.includes("") ? [] : metricsByGroup({ ...predictions, groups });
}

/** What a protocol's folds give together. */
export interface PooledFolds {
  /** Of all folds' clips together. */
  metrics: Metrics;
  /** The mean over folds. */
  meanOfFolds: { accuracy: number; macroRecall: number };
  /** None where speakers are not known. */
  bySpeaker: GroupMetrics[];
  /** With gaps by speaker, sex and age, as far as these are known. */
  byTrait: TraitScores[];
}

/** The folds' predictions taken together. Throws UserError where their classes differ. */
export function pooledFolds(folds: readonly Predictions[], corpus?: Corpus): PooledFolds {
  const scores = ({ probabilities, labels, classes }: Predictions) =>
    evaluatePredictions(probabilities, labels, classes);
  const ofFolds = folds.map(scores);
  const mean = (name: "accuracy" | "macroRecall") =>
    ofFolds.reduce((sum, own) => sum + own[name], 0) / ofFolds.length;
  const together = togetherPredicted(folds);
  return {
    metrics: scores(together),
    meanOfFolds: { accuracy: mean("accuracy"), macroRecall: mean("macroRecall") },
    bySpeaker: scoresBySpeaker(together, corpus),
    byTrait: corpus ? scoresByTrait(together, corpus.clips) : [],
  };
}
