/** The files of a run that go with its weights to another format and back. */
import { join } from "node:path";
import { pathExists } from "../base/path_exists.ts";
import { writeFileWhole } from "../base/write_file_whole.ts";

/** All of them; metrics last, for a run with metrics is finished. */
export const RUN_FILES = [
  "config.json",
  "corpus.json",
  "normaliser.json",
  "mixture.safetensors",
  "split.json",
  "environment.json",
  "history.jsonl",
  "predictions.csv",
  "model_card.md",
  "metrics.json",
];

/** Copies those of `names` that are there from one folder to another. */
export async function copyRunFiles(
  from: string,
  to: string,
  names: readonly string[] = RUN_FILES,
): Promise<void> {
  for (const name of names.filter((own) => pathExists(join(from, own)))) {
    await writeFileWhole(join(to, name), await Deno.readFile(join(from, name)));
  }
}
