/** In: a corpus's name, a configuration file, changes by hand. Out: the complete configuration. */
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { splitCorpus } from "../data/splits/split_corpus.ts";
import { defaultConfig, type DefaultConfigOptions } from "./default_config.ts";
import { type ConfigChanges, configChangesSchema, overrideConfig } from "./override_config.ts";
import type { RunConfig } from "./run_config.ts";

/** What is asked for; each part that is left out is as the next weaker one says. */
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

/**
 * The configuration of the run that `plan` asks for: the corpus's default one, changed by the file,
 * changed by the plan itself. Throws UserError for a missing corpus or file and for values that
 * make no configuration.
 *
 * @example
 * ```ts
 * const config = await planRun({ corpus: "turev", seed: 2, changes: { training: { epochs: 3 } } });
 * ```
 */
export async function planRun(plan: RunPlan): Promise<RunConfig> {
  const { configPath, changes = {} } = plan;
  const file = configPath ? await readJson(configPath, configChangesSchema) : {};
  const id = plan.corpus ?? file.corpus;
  if (typeof id !== "string") {
    throw new UserError("Expected a corpus, such as turev, or a config file that names one");
  }
  const which = whichRun(plan, file);
  const corpus = await requireCorpus(id, plan);
  const byDefault = defaultConfig(corpus, which);
  const { protocol, fold, seed } = byDefault;
  const asFile = overrideConfig(
    byDefault,
    { ...file, corpus: id, protocol, fold, seed },
    configPath ?? "The configuration",
  );
  const config = overrideConfig(asFile, changes, "The options' configuration");
  // Throws where protocol and fold do not fit the corpus, before anything takes long.
  splitCorpus(corpus, config);
  return config;
}

function whichRun(plan: RunPlan, file: ConfigChanges): DefaultConfigOptions {
  // Checked with the whole configuration, by overrideConfig.
  const { protocol, fold, seed } = file as DefaultConfigOptions;
  // A fold belongs to its protocol.
  const isFilesProtocol = plan.protocol === undefined || plan.protocol === protocol;
  return {
    model: plan.model,
    protocol: plan.protocol ?? protocol,
    fold: plan.fold ?? (isFilesProtocol ? fold : undefined),
    seed: plan.seed ?? seed,
  };
}
