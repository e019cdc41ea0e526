/** In: a split and a path. Out: its JSON file. */
import { writeFileWhole } from "../../base/files.ts";
import type { Split } from "../corpus.ts";

/** Writes `split` to `path`, whole or not at all. */
export async function writeSplit(path: string, split: Split): Promise<void> {
  await writeFileWhole(path, JSON.stringify(split, null, 1) + "\n");
}
