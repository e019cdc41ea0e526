import { join } from "node:path";
import { z } from "zod";
import { isFolder, makeFolder, pathExists, readRegularText } from "../base/files.ts";
import { parseJson, readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { type Corpus, dataHash } from "../data/corpus.ts";
import { type Normaliser, normaliserSchema } from "../dsp/normalise.ts";
import { type Knowledge, runMetricsSchema, withKnowledge } from "../metrics/knowledge.ts";
import { type EpochRecord, epochRecordSchema, hasCheckpoint } from "./checkpoint.ts";
import { INPUT_STATISTICS, type InputStatistics, inputStatisticsSchema } from "./input_check.ts";
import { CALIBRATION, type Calibration, calibrationSchema, knowledgeOf } from "./judge.ts";
import { checkRunFiles, isClaimed, isFinished, MANIFEST, whyExported } from "./manifest.ts";
import { type RunConfig, runConfigSchema } from "./run_config.ts";
import type { RunResult } from "./train_run.ts";

/** Checks {@link RunCorpus}. */
const corpusSchema = z.object({
  id: z.string(),
  title: z.string(),
  classes: z.array(z.string()).min(2),
  synthetic: z.boolean(),
  kind: z.enum(["audio", "images", "features"]),
});

/** @internal */
type RunCorpusShape = z.infer<typeof corpusSchema>;
/** The corpus of a run as its folder tells it. */
export type RunCorpus = RunCorpusShape;

/** What is needed to use a run's network. */
export interface RunDescription {
  /** The run's folder. */
  folder: string;
  /** What it is called where that is not its folder, such as a bundle's path. */
  name?: string;
  /** Present where its training was interrupted; how often it is right was not measured then. */
  unfinished?: true;
  /** Present where its figures are only what whoever trained it elsewhere claims. */
  claimed?: true;
  /** Complete, as config.json has it. */
  config: RunConfig;
  /** What the network knows of its corpus. */
  corpus: RunCorpus;
  /** What features are normalised by. */
  normaliser: Normaliser;
  /** How certain the network may be; absent in unfinished runs and in those of earlier versions. */
  calibration?: Calibration;
  /** What the training clips are like; absent as the calibration is, and for other than sounds. */
  input?: InputStatistics;
}

/** Reads what describes a run. Throws UserError where `folder` is no run, or a damaged one. */
export async function readRun(folder: string): Promise<RunDescription> {
  const why = whyExported(folder);
  if (why) throw new UserError(`Expected ${folder} to be a run's folder, but ${why}`);
  return await readRunFiles(folder);
}

/** The same of a folder that `export` may have written, for `import`. */
export async function readRunFiles(folder: string): Promise<RunDescription> {
  if (!pathExists(join(folder, "config.json"))) {
    throw new UserError(
      pathExists(folder)
        ? `Expected ${folder} to be a run's folder, but it ` +
          (await isFolder(folder) ? "has no config.json" : "is a file")
        : `Expected a run's folder at ${folder}, but there is none`,
    );
  }
  await checkRunFiles(folder, [
    ...["config.json", "corpus.json", "normaliser.json"] as const,
    ...[CALIBRATION, INPUT_STATISTICS] as const,
  ]);
  const ifThere = async <T>(name: string, schema: z.ZodType<T>) =>
    pathExists(join(folder, name)) ? await readJson(join(folder, name), schema) : undefined;
  const calibration = await ifThere(CALIBRATION, calibrationSchema);
  const input = await ifThere(INPUT_STATISTICS, inputStatisticsSchema);
  return {
    folder,
    ...(hasCheckpoint(folder) && !isFinished(folder) ? { unfinished: true } : {}),
    ...(await isClaimed(folder) ? { claimed: true } : {}),
    config: await readJson(join(folder, "config.json"), runConfigSchema),
    corpus: await readJson(join(folder, "corpus.json"), corpusSchema),
    normaliser: await readJson(join(folder, "normaliser.json"), normaliserSchema),
    ...(calibration ? { calibration } : {}),
    ...(input ? { input } : {}),
  };
}

/** Checks {@link RunEnvironment}. */
const environmentSchema = z.looseObject({
  engine: z.looseObject({ engine: z.string(), version: z.string() }),
  data: z.string(),
  /** Of the training, both trainings with `refit`; absent where it was interrupted. */
  trainSeconds: z.number().positive().optional(),
});

/** @internal */
type RunEnvironmentShape = z.infer<typeof environmentSchema>;
/** What a run was made on and from. */
type RunEnvironment = RunEnvironmentShape;

/** A run's environment.json; undefined where there is none. */
export async function readRunEnvironment(folder: string): Promise<RunEnvironment | undefined> {
  const path = join(folder, "environment.json");
  return pathExists(path) ? await readJson(path, environmentSchema) : undefined;
}

/**
 * Throws UserError where the run in `folder` was made, or begun, from other data than `corpus` has
 * now: one must not pass for the other.
 */
export async function refuseOtherData(folder: string, corpus: Corpus): Promise<void> {
  const environment = await readRunEnvironment(folder);
  if (environment === undefined || environment.data === dataHash(corpus)) return;
  throw new UserError(
    `Expected the data of ${corpus.title} to be those that the run ${folder} was made from, but ` +
      "they have changed since; bring those back, or train anew: remove that folder, or choose " +
      "another --runs folder",
  );
}

/** The knowledge of the single figure of a run that was made before runs had lines. */
function formerKnowledge(config: RunConfig): Knowledge {
  return knowledgeOf(config).at(-1)!;
}

/**
 * A finished run's result; undefined where the run is not finished or not there. Throws UserError
 * where one of its files is missing or malformed, or is not as the run left it; of the weights,
 * which whoever uses them compares whole, only the size is looked at.
 */
export async function readFinishedRun(folder: string): Promise<RunResult | undefined> {
  if (!["metrics.json", MANIFEST].some((name) => pathExists(join(folder, name)))) return undefined;
  await checkRunFiles(folder, undefined, { sizeOnly: true });
  const run = await readRun(folder);
  // It has the figures of other runs instead of its own.
  return run.config.final ? undefined : await readResult(run);
}

/** The result in a run's files, whatever its manifest says. Throws UserError as they do. */
export async function readResult(
  { folder, config, corpus, claimed }: RunDescription,
): Promise<RunResult> {
  const stored = await readJson(join(folder, "metrics.json"), runMetricsSchema);
  const metrics = withKnowledge(stored, formerKnowledge(config));
  const history = await readHistory(join(folder, "history.jsonl"));
  return { folder, config, corpus, metrics, history, ...(claimed ? { claimed } : {}) };
}

/** The same, where the run must be finished. Throws UserError where it is not, or not there. */
export async function requireFinishedRun(folder: string): Promise<RunResult> {
  const run = await readFinishedRun(folder);
  if (run) return run;
  const { config } = await readRun(folder);
  if (config.final) {
    throw new UserError(
      `Expected a run with a test set, but ${folder} was trained on all clips (--final)`,
    );
  }
  throw new UserError(
    `Expected the run ${folder} to be finished, but it has no metrics.json; train it to its end`,
  );
}

async function readHistory(path: string): Promise<EpochRecord[]> {
  if (!pathExists(path)) throw new UserError(`Expected a finished run's history at ${path}`);
  const lines = (await readRegularText(path)).trimEnd().split("\n");
  return lines.map((line, index) =>
    parseJson(line, epochRecordSchema, `${path} line ${index + 1}`)
  );
}

/** A held lock. */
interface RunLock {
  /** Gives the folder back; `finished` also removes the lock's file, which nobody needs then. */
  release(finished: boolean): Promise<void>;
}

const LOCK = "run.lock";

/** Another process is working on the run. */
export class RunLockedError extends UserError {}

/** What a training that was killed while it wrote a file left of it; see files.ts. */
const HALF_WRITTEN = /\.(json|jsonl|csv|md|safetensors)\.tmp-/;

/** Whether another process is working in `folder` now. */
export async function isRunLocked(folder: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(join(folder, LOCK), { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  try {
    return !await file.tryLock(false);
  } finally {
    file.close();
  }
}

/**
 * Locks the run in `folder`, which is made where it is missing, and removes half-written files of a
 * process that was killed in it. The system frees the lock when the process ends, by whatever
 * means. Throws RunLockedError where another process holds it.
 */
export async function lockRun(folder: string): Promise<RunLock> {
  await makeFolder(folder);
  const path = join(folder, LOCK);
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (!await file.tryLock(true)) {
    file.close();
    throw new RunLockedError(
      `Another process is training the run ${folder}; wait for it, or choose another --runs folder`,
    );
  }
  for await (const { name } of Deno.readDir(folder)) {
    if (HALF_WRITTEN.test(name)) await Deno.remove(join(folder, name)).catch(() => {});
  }
  return {
    release: async (finished) => {
      if (finished) await Deno.remove(path).catch(() => {});
      file.close();
    },
  };
}
