/** In: folders of runs. Out: the runs whose networks the page asks, and what to say of them. */
import { basename } from "node:path";
import { UserError } from "../base/user_error.ts";
import { bestRun } from "../train/list_runs.ts";
import { readRun, type RunDescription } from "../train/runs.ts";
import { media, type Medium, type ModelStatus } from "./analysis.ts";

/** Where runs are. */
export interface ModelOptions {
  /** The folder of all runs, of which the best suitable one of each kind is taken. */
  runsFolder: string;
  /** Runs that were named, to be taken instead. */
  named?: Partial<Record<Medium, string>>;
}

/** The run for each medium; undefined where none is trained yet. */
export type Models = Record<Medium, RunDescription | undefined>;

const kinds = { photo: "images", speech: "audio" } as const;

/** Which command trains what is missing. */
const commands: Record<Medium, string> = {
  photo: "deno task duygu train fer2013",
  speech: "deno task duygu train turev",
};

/** Finds the runs. Throws UserError where a named one is none, or of another kind. */
export async function findModels({ runsFolder, named = {} }: ModelOptions): Promise<Models> {
  const [photo, speech] = await Promise.all(media.map(async (medium) => {
    const folder = named[medium];
    if (folder === undefined) return await bestRun(runsFolder, kinds[medium]);
    const run = await readRun(folder);
    if (run.corpus.kind === kinds[medium]) return run;
    throw new UserError(
      `Expected ${folder} to be trained on ${kinds[medium]}, but found ${run.corpus.kind}`,
    );
  }));
  return { photo, speech };
}

/** What the page is told of a run, or of its absence. */
export function modelStatus(medium: Medium, run: RunDescription | undefined): ModelStatus {
  if (!run) return { trained: false, command: commands[medium] };
  const { title, synthetic, classes } = run.corpus;
  return { trained: true, run: basename(run.folder), corpus: title, synthetic, classes };
}
