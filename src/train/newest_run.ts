/** In: the folder of all runs. Out: the newest finished run on recordings, or on pictures. */
import { join } from "node:path";
import { listFolders } from "../data/list_folders.ts";
import { DamagedRunError } from "./manifest.ts";
import { readRun, type RunCorpus, type RunDescription } from "./read_run.ts";

/**
 * The run whose metrics were written last among those in `runsFolder` that were trained on `kind`;
 * undefined where there is none. Folders that are no such runs are passed over;
 * for one that has changed since it was finished a UserError is thrown.
 */
export async function newestRun(
  runsFolder: string,
  kind: RunCorpus["kind"],
): Promise<RunDescription | undefined> {
  const finished: { folder: string; time: number }[] = [];
  for (const name of await listFolders(runsFolder)) {
    const folder = join(runsFolder, name);
    const status = await Deno.stat(join(folder, "metrics.json")).catch(() => undefined);
    if (status) finished.push({ folder, time: status.mtime?.getTime() ?? 0 });
  }
  finished.sort((a, b) => b.time - a.time || (a.folder < b.folder ? -1 : 1));
  for (const { folder } of finished) {
    const run = await readRun(folder).catch((error) => {
      // Another run in its place would answer without a word.
      if (error instanceof DamagedRunError) throw error;
      return undefined;
    });
    if (run?.corpus.kind === kind) return run;
  }
  return undefined;
}
