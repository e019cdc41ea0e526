/** The files of a run that go with its weights to another format and back. */
import { isAbsolute, join, relative, sep as SEPARATOR } from "node:path";
import { pathExists, readRegularFile, writeFileWhole } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { FINISHING_FILES } from "../train/manifest.ts";

/** All of them; those last that finish a run. */
export const RUN_FILES = [
  "config.json",
  "corpus.json",
  "normaliser.json",
  "mixture.safetensors",
  "split.json",
  "environment.json",
  "history.jsonl",
  "predictions.csv",
  "predictions-unlabelled.csv",
  "predictions-labelled.csv",
  "calibration.json",
  "input.json",
  "groups.json",
  "model_card.md",
  ...FINISHING_FILES,
];

/**
 * Throws UserError where a file of `names` in `folder`, which came from elsewhere, is a link to
 * somewhere else: what lies there is not the sender's to give.
 */
export async function refuseLinksOut(folder: string, names: readonly string[]): Promise<void> {
  const inside = await Deno.realPath(folder);
  for (const name of names) {
    const path = join(folder, name);
    const target = await Deno.realPath(path).catch(() => undefined);
    if (target === undefined) continue;
    const way = relative(inside, target);
    if (way !== ".." && !way.startsWith(`..${SEPARATOR}`) && !isAbsolute(way)) continue;
    throw new UserError(
      `Expected ${path} to be a file of its own, but it is a link to ${target}, outside its folder`,
    );
  }
}

/** Copies those of `names` that are there from one folder to another. */
export async function copyRunFiles(
  from: string,
  to: string,
  names: readonly string[] = RUN_FILES,
): Promise<void> {
  for (const name of names.filter((own) => pathExists(join(from, own)))) {
    await writeFileWhole(join(to, name), await readRegularFile(join(from, name)));
  }
}
