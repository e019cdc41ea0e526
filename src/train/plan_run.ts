import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import type { Corpus, Split } from "../data/corpus.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { auditImages, cleanSplit } from "../data/images/audit_images.ts";
import type { LoadImagesOptions } from "../data/images/load_images.ts";
import { copiesNote } from "../data/splits/groups.ts";
import { finalSplit, splitCorpus } from "../data/splits/split_corpus.ts";
import { defaultConfig, type DefaultConfigOptions } from "./default_config.ts";
import {
  type ConfigChanges,
  configChangesSchema,
  overrideConfig,
  type RunConfig,
  runConfigSchema,
} from "./run_config.ts";

/** What is requested; each part that is left out is as the next weaker one says. */
export interface RunPlan extends DefaultConfigOptions {
  /** The corpus's id; the file's by default. */
  corpus?: string;
  /** A JSON file with some or all fields of a run's config.json, stronger than the defaults. */
  configPath?: string;
  /** Stronger than the file. */
  changes?: ConfigChanges;
  dataRoot?: string;
  quiet?: boolean;
}

/** A run that can be made. */
export interface PlannedRun {
  config: RunConfig;
  /** The configuration's, with every file read and hashed. */
  corpus: Corpus;
}

/**
 * The configuration of the run that `plan` requests, with its corpus: the corpus's default one,
 * changed by the file, changed by the plan itself. Throws UserError for a missing corpus or file
 * and for values that make no configuration.
 *
 * @example
 * ```ts
 * const { config, corpus } = await planRun({ corpus: "turev", changes: { training: { epochs: 3 } }
 * }); const { metrics } = await trainRun(config, { corpus });
 * ```
 */
export async function planRun(plan: RunPlan): Promise<PlannedRun> {
  const source = await openPlan(plan);
  return { config: plannedConfig(plan, source), corpus: source.corpus };
}

/** What a plan starts from. */
interface PlanSource {
  /** The content of its file. */
  file: ConfigChanges;
  corpus: Corpus;
}

/** Reads the plan's file and finds its corpus. Throws UserError as {@link planRun} does. */
export async function openPlan(plan: RunPlan): Promise<PlanSource> {
  const { configPath } = plan;
  const file = configPath ? await readJson(configPath, configChangesSchema) : {};
  const id = plan.corpus ?? file.corpus;
  if (typeof id !== "string") {
    throw new UserError("Expected a corpus, such as turev, or a config file that names one");
  }
  return { file, corpus: await requireCorpus(id, { ...plan, recheck: true }) };
}

/** The configuration that `plan` makes of its source. Throws UserError as {@link planRun} does. */
export function plannedConfig(plan: RunPlan, { file, corpus }: PlanSource): RunConfig {
  const { configPath, changes = {} } = plan;
  const byDefault = defaultConfig(corpus, whichRun(plan, file));
  const { protocol, fold, seed, pretrained } = byDefault;
  const asFile = overrideConfig(
    wholeConfig(plan, file) ?? byDefault,
    { ...file, corpus: corpus.id, protocol, fold, seed, pretrained },
    configPath ?? "The configuration",
  );
  const config = overrideConfig(asFile, changes, "The options' configuration");
  // Throws where protocol and fold do not fit the corpus, before anything takes long.
  splitCorpus(corpus, config);
  return config;
}

/**
 * The file where it is a whole configuration, as a run's is: what it leaves out is off, and not as
 * the corpus's default network has it. Undefined where the plan names another network.
 */
function wholeConfig(
  { model, encoder, imported, egemaps }: RunPlan,
  file: ConfigChanges,
): RunConfig | undefined {
  if (model || encoder || imported || egemaps) return undefined;
  return runConfigSchema.safeParse(file).data;
}

function whichRun(plan: RunPlan, file: ConfigChanges): DefaultConfigOptions {
  // Checked with the whole configuration, by overrideConfig.
  const { protocol, fold, seed, pretrained } = file as DefaultConfigOptions;
  // A fold belongs to its protocol.
  const isFilesProtocol = plan.protocol === undefined || plan.protocol === protocol;
  return {
    model: plan.model,
    protocol: plan.protocol ?? protocol,
    fold: plan.fold ?? (isFilesProtocol ? fold : undefined),
    seed: plan.seed ?? seed,
    encoder: plan.encoder,
    imported: plan.imported,
    egemaps: plan.egemaps,
    pretrained: plan.pretrained ?? pretrained,
  };
}

/**
 * The split of `config`, cleaned where it says so; `onNote` is told of copies. Throws UserError where
 * the protocol does not fit the corpus, and where what is no corpus of pictures shall be cleaned.
 */
export async function splitRun(
  corpus: Corpus,
  config: RunConfig,
  { onNote, ...options }: LoadImagesOptions & { onNote?: (note: string) => void } = {},
): Promise<Split> {
  const split = config.final ? finalSplit(corpus, config) : splitCorpus(corpus, config);
  const used = config.clean ? await cleaned(corpus, split, options) : split;
  const note = onNote && copiesNote(corpus, used);
  if (note) onNote(note);
  return used;
}

async function cleaned(corpus: Corpus, split: Split, options: LoadImagesOptions): Promise<Split> {
  if (corpus.kind !== "images") {
    throw new UserError(`Expected pictures to clean, but ${corpus.title} has none`);
  }
  return cleanSplit(split, await auditImages(corpus, options)).split;
}
