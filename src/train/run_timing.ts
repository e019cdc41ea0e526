/** How long a run took, from which others like it are estimated. It is no part of its result. */
import { join } from "node:path";
import { z } from "zod";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import type { TrainRunOptions } from "./train_run.ts";

const TIMING = "duration.json";

/** Checks {@link RunTiming}. */
const timingSchema = z.object({
  version: z.literal(1),
  /** Of the last process that worked on the run, features and test included. */
  seconds: z.number().min(0),
  /** That it trained; a run that was interrupted has had others before. */
  epochs: z.int().min(0),
});

/** See {@link timingSchema}. */
type RunTiming = z.infer<typeof timingSchema>;

/** The run's timing; undefined for runs of before it was kept. Throws UserError for a broken one. */
export async function readTiming(folder: string): Promise<RunTiming | undefined> {
  const path = join(folder, TIMING);
  return pathExists(path) ? await readJson(path, timingSchema) : undefined;
}

/** Counts the epochs and seconds of a training that is given the returned options. */
export function startTiming(options: TrainRunOptions) {
  const startMs = performance.now();
  let epochs = 0;
  return {
    options: {
      ...options,
      onEpoch: (record) => {
        epochs++;
        return options.onEpoch?.(record);
      },
    } satisfies TrainRunOptions as TrainRunOptions,
    write: async (folder: string) => {
      const seconds = Math.round(performance.now() - startMs) / 1000;
      const timing: RunTiming = { version: 1, seconds, epochs };
      await writeFileWhole(join(folder, TIMING), JSON.stringify(timing) + "\n");
    },
  };
}
