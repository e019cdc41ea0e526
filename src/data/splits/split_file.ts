import { z } from "zod";
import { sha256, writeFileWhole } from "../../base/files.ts";
import { readJson } from "../../base/json.ts";
import { UserError } from "../../base/user_error.ts";
import { type Corpus, protocols, type Split } from "../corpus.ts";

const ids = z.array(z.string());

/** The shape of split.json. */
const splitSchema: z.ZodType<Split> = z.object({
  corpus: z.string(),
  protocol: z.enum(protocols),
  seed: z.int(),
  fold: z.string(),
  train: ids,
  validation: ids,
  test: ids,
}).strict();

const NAMED_AT_MOST = 3;

/**
 * Reads and checks the split at `path`. Throws UserError where the file is malformed, is of another
 * corpus, holds a clip twice or one that `corpus` does not have.
 */
export async function readSplit(path: string, corpus: Corpus): Promise<Split> {
  const split = await readJson(path, splitSchema);
  checkSplit(split, corpus, path);
  return split;
}

/** The check of {@link readSplit}, for a split from `source`. */
function checkSplit(split: Split, corpus: Corpus, source: string): void {
  if (split.corpus !== corpus.id) {
    throw new UserError(
      `Expected ${source} to split ${corpus.id}, but it splits ${split.corpus}`,
    );
  }
  const all = [...split.train, ...split.validation, ...split.test];
  const seen = new Set<string>();
  const twice = all.filter((id) => seen.has(id) || !seen.add(id));
  if (twice.length) {
    throw new UserError(
      `Expected ${source} to hold each clip once, but found ${some(twice)} twice`,
    );
  }
  const known = new Set(corpus.clips.map((clip) => clip.id));
  const unknown = all.filter((id) => !known.has(id));
  if (unknown.length) {
    throw new UserError(
      `Expected the clips of ${source} to be in ${corpus.title}, but ${some(unknown)} ` +
        `${unknown.length > 1 ? "are" : "is"} not`,
    );
  }
}

function some(items: string[]): string {
  const more = items.length - NAMED_AT_MOST;
  return items.slice(0, NAMED_AT_MOST).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Writes `split` to `path`, whole or not at all. */
export async function writeSplit(path: string, split: Split): Promise<void> {
  await writeFileWhole(path, JSON.stringify(split, null, 1) + "\n");
}

/** SHA-256 of what the split says; the order within its parts makes no difference. */
export function splitHash(split: Split): string {
  const { corpus, protocol, seed, fold } = split;
  const parts = [split.train, split.validation, split.test].map((ids) => [...ids].sort());
  return sha256(JSON.stringify([corpus, protocol, seed, fold, ...parts]));
}
