/** The folder of a Slurm array: its jobs, the script of its tasks, their output and exit files. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { makeFolder, pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { permittedPrograms } from "../base/permitted_programs.ts";
import { childPermissions } from "../base/processes.ts";
import { engineNames } from "../engine/select_engine.ts";
import { listFolders } from "../data/files.ts";
import { type Job, type JobOutcome, jobOutcomeSchema, jobSchema } from "./job.ts";
import { ARRAY_PREFIX, shellWord } from "./slurm.ts";

/** Checks an array's array.json. */
export const arraySchema = z.object({
  version: z.literal(1),
  options: z.object({
    engine: z.enum(engineNames),
    threads: z.int().min(1),
    runsFolder: z.string(),
    dataRoot: z.string().optional(),
  }),
  /** By the number of the task. */
  jobs: z.array(jobSchema).min(1),
});

/** How the tasks of an array work. */
export type ArrayOptions = z.infer<typeof arraySchema>["options"];

/** An array with the folder that all its tasks see. */
export interface SlurmArray {
  name: string;
  folder: string;
  jobs: Job[];
}

/** Where arrays are kept, within the folder of the runs. */
const ARRAYS = ".slurm";

/** Writes the folder of a new array. */
export async function makeArray(jobs: Job[], options: ArrayOptions): Promise<SlurmArray> {
  const name = ARRAY_PREFIX + crypto.randomUUID().slice(0, 13);
  const folder = resolve(options.runsFolder, ARRAYS, name);
  await makeFolder(join(folder, "logs"));
  const array: z.infer<typeof arraySchema> = {
    version: 1,
    options: {
      ...options,
      // Tasks begin in the project's folder.
      runsFolder: resolve(options.runsFolder),
      ...options.dataRoot === undefined ? {} : { dataRoot: resolve(options.dataRoot) },
    },
    jobs,
  };
  await writeFileWhole(join(folder, "array.json"), JSON.stringify(array));
  const permissions = childPermissions({ writes: "anywhere", programs: permittedPrograms() });
  const task = fileURLToPath(new URL("slurm_task.ts", import.meta.url));
  const words = [Deno.execPath(), "run", "--frozen", ...permissions, task, folder];
  // The task is the process that Slurm's signals reach.
  const script = `#!/bin/sh\nexec ${words.map(shellWord).join(" ")}\n`;
  await writeFileWhole(join(folder, "task.sh"), script);
  return { name, folder, jobs };
}

/** The arrays that are kept in the folder of the runs; those that cannot be read are left out. */
export async function keptArrays(runsFolder: string): Promise<SlurmArray[]> {
  const place = resolve(runsFolder, ARRAYS);
  const arrays: SlurmArray[] = [];
  for (const name of await listFolders(place)) {
    const folder = join(place, name);
    const array = await readJson(join(folder, "array.json"), arraySchema).catch(() => undefined);
    if (array) arrays.push({ name, folder, jobs: array.jobs });
  }
  return arrays;
}

/** Where a task's outcome is written. */
export function exitFile(folder: string, index: number): string {
  return join(folder, "exits", `${index}.json`);
}

/** A task's outcome; undefined where it has written none. */
export async function readExit(folder: string, index: number): Promise<JobOutcome | undefined> {
  const path = exitFile(folder, index);
  return pathExists(path) ? await readJson(path, jobOutcomeSchema) : undefined;
}

/** What a task has printed. */
export function logFile(folder: string, index: number): string {
  return join(folder, "logs", `${index}.log`);
}
