/** In: a run's configuration and its corpus. Out: the parts it trains, validates and tests on. */
import { UserError } from "../base/user_error.ts";
import type { Corpus, Split } from "../data/corpus.ts";
import { auditImages, cleanSplit } from "../data/images/audit_images.ts";
import type { LoadImagesOptions } from "../data/images/load_images.ts";
import { finalSplit, splitCorpus } from "../data/splits/split_corpus.ts";
import { copiesNote } from "../data/splits/groups.ts";
import type { RunConfig } from "./run_config.ts";

/**
 * The split of `config`, cleaned where it says so; a line on standard error tells of copies, unless
 * it is to be quiet. Throws UserError where the protocol does not fit
 * the corpus, and where what is no corpus of pictures shall be cleaned.
 */
export async function splitRun(
  corpus: Corpus,
  config: RunConfig,
  options: LoadImagesOptions = {},
): Promise<Split> {
  const split = config.final ? finalSplit(corpus, config) : splitCorpus(corpus, config);
  const used = config.clean ? await cleaned(corpus, split, options) : split;
  const note = options.quiet ? undefined : copiesNote(corpus, used);
  if (note) console.error(note);
  return used;
}

async function cleaned(corpus: Corpus, split: Split, options: LoadImagesOptions): Promise<Split> {
  if (corpus.kind !== "images") {
    throw new UserError(`Expected pictures to clean, but ${corpus.title} has none`);
  }
  return cleanSplit(split, await auditImages(corpus, options)).split;
}
