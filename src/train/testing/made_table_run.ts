/** Tests only. A finished run of a generated table, in a folder of its own. */
import { join } from "node:path";
import { writeMadeTable } from "../../tune/testing/made_table.ts";
import { planRun } from "../plan_run.ts";
import type { RunConfig } from "../run_config.ts";
import { trainRun } from "../train_run.ts";

/** The run, and where it is. */
interface MadeTableRun {
  /** A new temporary folder, with the table in `data` and all runs in `runs`. */
  root: string;
  /** With which it was trained. */
  options: { dataRoot: string; runsFolder: string; quiet: boolean };
  config: RunConfig;
  /** The run's own folder. */
  made: string;
}

/** Trains it for two epochs; the folder's name begins with `prefix`. */
export async function trainMadeTable(prefix: string): Promise<MadeTableRun> {
  const root = await Deno.makeTempDir({ prefix });
  const options = { dataRoot: join(root, "data"), runsFolder: join(root, "runs"), quiet: true };
  await writeMadeTable(options.dataRoot, 90);
  const { config } = await planRun({
    corpus: "anad",
    dataRoot: options.dataRoot,
    changes: { training: { epochs: 2 } },
  });
  const { folder: made } = await trainRun(config, options);
  return { root, options, config, made };
}
