/** A run on all data: no test set, for a network that shall be used once its figures are known. */
import { join } from "node:path";
import { z } from "zod";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { mean } from "../base/statistics.ts";
import { UserError } from "../base/user_error.ts";
import { type Corpus, type Protocol, protocols } from "../data/corpus.ts";
import { listFolders } from "../data/files.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { isFoldProtocol, parseFoldName } from "../data/splits/grouped_folds.ts";
import { finalSplit, splitFolds } from "../data/splits/split_corpus.ts";
import { type Knowledge, knowledgeKinds } from "../metrics/knowledge.ts";
import { type EpochRecord, forgetCheckpoint } from "./checkpoint.ts";
import { runCorpus, writeCard } from "./describe_run.ts";
import { CALIBRATION, knowledgeOf } from "./judge.ts";
import { writeManifest } from "./manifest.ts";
import { modelOf } from "./network_config.ts";
import { openPlan, plannedConfig, type PlannedRun, type RunPlan } from "./plan_run.ts";
import type { RunConfig } from "./run_config.ts";
import { readFinishedRun, readRun, refuseOtherData, type RunCorpus } from "./runs.ts";
import {
  inLockedRun,
  runFolder,
  type RunResult,
  trainNetwork,
  type TrainRunOptions,
} from "./train_run.ts";

/** Where a final run keeps its figures. */
export const FINAL = "final.json";

const fraction = z.number().min(0).max(1);

/** Checks {@link FinalFigures}. */
const finalFiguresSchema = z.object({
  version: z.literal(1),
  /** What the quoted runs were tested on. */
  protocol: z.enum(protocols),
  /** How many of the protocol's folds they are of; `of` is null where that is not known. */
  folds: z.object({ found: z.int().min(1), of: z.int().min(1).nullable() }),
  seeds: z.array(z.int().min(0)).min(1),
  /** For each kind of knowledge of the speaker the mean over seeds of the means over folds. */
  lines: z.array(
    z.object({
      knowledge: z.enum(knowledgeKinds),
      clips: z.number().min(0).nullable(),
      accuracy: fraction,
      macroRecall: fraction.nullable(),
      /** Test clips of all folds. */
      count: z.int().min(1),
    }),
  ).min(1),
  /** The quoted runs' names. */
  runs: z.array(z.string()).min(1),
});

/** @internal */
type FinalFiguresShape = z.infer<typeof finalFiguresSchema>;
/** The figures of a final run, which has none of its own. */
export type FinalFigures = FinalFiguresShape;

/** What is known of a finished final run. */
export interface FinalRun {
  folder: string;
  config: RunConfig;
  corpus: RunCorpus;
  figures: FinalFigures;
  history: EpochRecord[];
}

/** The figures of the final run in `folder`; undefined where it is none, or not finished. */
export async function readFinalFigures(folder: string): Promise<FinalFigures | undefined> {
  const path = join(folder, FINAL);
  return pathExists(path) ? await readJson(path, finalFiguresSchema) : undefined;
}

/** The figure that holds best for a new clip comes first. */
const BY_WORTH: readonly Protocol[] = [
  ...["speaker", "speakerFolds", "official", "crossCorpus", "speakerTextFolds"] as const,
  ...["text", "textFolds", "repetition", "paper"] as const,
];

/**
 * The configuration of the final run of `plan`, and the figures of the finished runs in
 * `runsFolder` that differ from it in fold and seed alone: of the plan's protocol or, where it
 * names none, of the first of {@link BY_WORTH} that has such runs. Throws UserError where there are
 * none.
 */
export async function planFinalRun(
  plan: RunPlan,
  runsFolder: string,
): Promise<PlannedRun & { figures: FinalFigures }> {
  const source = await openPlan(plan);
  const { corpus } = source;
  const finished = await inductiveRuns(runsFolder);
  let refusal: Error | undefined;
  let possible: RunConfig | undefined;
  for (const protocol of plan.protocol ? [plan.protocol] : BY_WORTH) {
    let planned: RunConfig;
    try {
      planned = plannedConfig({ ...plan, protocol }, source);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refusal = error; // The corpus may lack what this protocol needs.
      continue;
    }
    possible ??= planned;
    const runs = finished.filter(({ config }) => keyOf(config) === keyOf(planned));
    if (!runs.length) continue;
    const config: RunConfig = { ...planned, fold: "", final: true };
    return { config, corpus, figures: quote(runs, corpus) };
  }
  throw possible ? noRuns(plan, possible, finished, runsFolder) : refusal;
}

async function inductiveRuns(runsFolder: string): Promise<RunResult[]> {
  const runs: RunResult[] = [];
  for (const name of await listFolders(runsFolder)) {
    const folder = join(runsFolder, name);
    if (!pathExists(join(folder, "metrics.json"))) continue;
    const run = await readFinishedRun(folder).catch(() => undefined);
    // Claimed scores are no measurement that a run on all clips could quote.
    if (run && !run.config.pseudoLabelled && !run.claimed) runs.push(run);
  }
  return runs;
}

/** What runs of one network have in common; the number of frames follows from the training set. */
function keyOf({ fold: _f, seed: _s, weightsSeed: _w, features, ...rest }: RunConfig): string {
  return JSON.stringify([rest, features && { ...features, frames: 0 }]);
}

function noRuns(
  plan: RunPlan,
  { corpus, protocol }: RunConfig,
  finished: readonly RunResult[],
  runsFolder: string,
): UserError {
  const own = finished.filter(({ config }) => config.corpus === corpus);
  const names = own.map(({ config }) => `--model ${modelOf(config)} --protocol ${config.protocol}`);
  const found = names.length
    ? `those there are of ${[...new Set(names)].sort().join(", ")}`
    : `found none of ${corpus}`;
  const model = plan.model ? ` --models ${plan.model}` : "";
  return new UserError(
    `Expected finished runs of this network in ${runsFolder}, whose figures a final run quotes, ` +
      `but ${found}; measure first, such as by: bench ${corpus} --protocols ${protocol}${model}`,
  );
}

function quote(runs: readonly RunResult[], corpus: Corpus): FinalFigures {
  const { protocol, fold } = runs[0].config;
  const folds = new Set(runs.map(({ config }) => config.fold));
  const seeds = [...new Set(runs.map(({ config }) => config.seed))].sort((a, b) => a - b);
  const count = isFoldProtocol(protocol) ? parseFoldName(fold).count : undefined;
  const kinds = knowledgeOf(runs[0].config);
  return {
    version: 1,
    protocol,
    folds: { found: folds.size, of: splitFolds(corpus, protocol, count).length },
    seeds,
    lines: kinds.map((knowledge) => quotedLine(runs, knowledge, folds)),
    runs: runs.map(({ folder }) => folder.split(/[/\\]/).at(-1)!).sort(),
  };
}

/** Every fold weighs alike, however many seeds it was tested with. */
function quotedLine(runs: readonly RunResult[], knowledge: Knowledge, folds: Set<string>) {
  const lineOf = ({ metrics }: RunResult) =>
    metrics.lines.find((line) => line.knowledge === knowledge) ?? metrics.lines[0];
  const ofFolds = [...folds].map((fold) =>
    runs.filter(({ config }) => config.fold === fold).map(lineOf)
  );
  const overFolds = (value: (line: ReturnType<typeof lineOf>) => number) =>
    mean(ofFolds.map((lines) => mean(lines.map(value))));
  const clips = ofFolds.flatMap((lines) => lines[0].clips ?? []);
  return {
    knowledge,
    clips: clips.length ? mean(clips) : null,
    accuracy: overFolds(({ accuracy }) => accuracy),
    macroRecall: overFolds(({ macroRecall }) => macroRecall),
    count: ofFolds.reduce((sum, [line]) => sum + line.count, 0),
  };
}

/**
 * Makes the final run of `config`, or reads it where it is finished; its figures become `figures`
 * in any case. Throws UserError as trainRun does.
 */
export async function trainFinalRun(
  config: RunConfig,
  figures: FinalFigures,
  options: TrainRunOptions = {},
): Promise<FinalRun> {
  const folder = options.folder ?? runFolder(config, options.runsFolder);
  const corpus = options.corpus ??
    await requireCorpus(config.corpus, { ...options, recheck: true });
  await refuseOtherData(folder, corpus);
  return await inLockedRun(folder, async () => {
    const known = await readFinalFigures(folder);
    const result = known
      ? await finishedFinal(folder)
      : await makeFinal(folder, config, figures, corpus, options);
    if (JSON.stringify(known) !== JSON.stringify(figures)) {
      await writeFigures(folder, figures);
      await writeManifest(folder);
    }
    return { ...result, figures };
  });
}

async function finishedFinal(folder: string) {
  const { config, corpus } = await readRun(folder);
  const text = await Deno.readTextFile(join(folder, "history.jsonl"));
  const history: EpochRecord[] = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  return { folder, config, corpus, history };
}

async function makeFinal(
  folder: string,
  config: RunConfig,
  figures: FinalFigures,
  corpus: Corpus,
  options: TrainRunOptions,
) {
  const split = finalSplit(corpus, config);
  const run = { folder, config, corpus, split };
  return await trainNetwork(run, options, async (trained) => {
    const { calibrations: lines, history } = trained;
    await writeFileWhole(join(folder, CALIBRATION), JSON.stringify({ lines }, null, 2) + "\n");
    await writeCard(run, trained, { quoted: figures });
    // Last: a run with figures is finished.
    await writeFigures(folder, figures);
    await writeManifest(folder);
    await forgetCheckpoint(folder);
    return { folder, config, corpus: runCorpus(corpus), history };
  });
}

async function writeFigures(folder: string, figures: FinalFigures): Promise<void> {
  await writeFileWhole(join(folder, FINAL), JSON.stringify(figures, null, 2) + "\n");
}
