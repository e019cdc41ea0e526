/** The folder of a Slurm array: its tasks, their script, what they print and what became of them. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { makeFolder, pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { permittedPrograms } from "../base/permitted_programs.ts";
import { childPermissions } from "../base/processes.ts";
import { engineNames } from "../engine/select_engine.ts";
import { listFolders } from "../data/files.ts";
import { ARRAY_PREFIX, shellWord } from "./slurm.ts";

const optionsSchema = z.object({
  engine: z.enum(engineNames),
  threads: z.int().min(1),
  /** Where tasks work and arrays are kept: the folder of the runs, or a study's. */
  runsFolder: z.string(),
  dataRoot: z.string().optional(),
});

/** How the tasks of an array work. */
export type ArrayOptions = z.infer<typeof optionsSchema>;

/** Checks an array's array.json. */
export function arraySchema<Task>(tasks: z.ZodType<Task>) {
  return z.object({
    version: z.literal(1),
    options: optionsSchema,
    /** By the number of the task. */
    jobs: z.array(tasks).min(1),
  });
}

/** An array with the folder that all its tasks see. */
export interface SlurmArray<Task> {
  name: string;
  folder: string;
  tasks: Task[];
}

/** Where arrays are kept, within the folder that tasks work in. */
const ARRAYS = ".slurm";

/** Writes the folder of a new array, each of whose tasks is run by the program `script`. */
export async function makeArray<Task>(
  tasks: Task[],
  options: ArrayOptions,
  script: string,
): Promise<SlurmArray<Task>> {
  const name = ARRAY_PREFIX + crypto.randomUUID().slice(0, 13);
  const folder = resolve(options.runsFolder, ARRAYS, name);
  await makeFolder(join(folder, "logs"));
  const array: z.infer<ReturnType<typeof arraySchema<Task>>> = {
    version: 1,
    options: {
      ...options,
      // Tasks begin in the project's folder.
      runsFolder: resolve(options.runsFolder),
      ...options.dataRoot === undefined ? {} : { dataRoot: resolve(options.dataRoot) },
    },
    jobs: tasks,
  };
  await writeFileWhole(join(folder, "array.json"), JSON.stringify(array));
  const permissions = childPermissions({ writes: "anywhere", programs: permittedPrograms() });
  const program = fileURLToPath(script);
  const words = [Deno.execPath(), "run", "--frozen", ...permissions, program, folder];
  // The task is the process that Slurm's signals reach.
  const text = `#!/bin/sh\nexec ${words.map(shellWord).join(" ")}\n`;
  await writeFileWhole(join(folder, "task.sh"), text);
  return { name, folder, tasks };
}

/** The arrays that are kept in the folder; those that cannot be read are left out. */
export async function keptArrays<Task>(
  runsFolder: string,
  tasks: z.ZodType<Task>,
): Promise<SlurmArray<Task>[]> {
  const place = resolve(runsFolder, ARRAYS);
  const schema = arraySchema(tasks);
  const arrays: SlurmArray<Task>[] = [];
  for (const name of await listFolders(place)) {
    const folder = join(place, name);
    const array = await readJson(join(folder, "array.json"), schema).catch(() => undefined);
    if (array) arrays.push({ name, folder, tasks: array.jobs });
  }
  return arrays;
}

/** A task could not even begin: its machine lacks the data, or computes otherwise. */
export const unableSchema = z.object({
  state: z.literal("unable"),
  reason: z.string(),
  isUsersMistake: z.boolean(),
});

/** See {@link unableSchema}. */
export type Unable = z.infer<typeof unableSchema>;

/** Where a task's outcome is written. */
export function exitFile(folder: string, index: number): string {
  return join(folder, "exits", `${index}.json`);
}

/** A task's outcome; undefined where it has written none. */
export async function readExit<Outcome>(
  folder: string,
  index: number,
  outcomes: z.ZodType<Outcome>,
): Promise<Outcome | Unable | undefined> {
  const path = exitFile(folder, index);
  if (!pathExists(path)) return undefined;
  return await readJson(path, z.union([outcomes, unableSchema]));
}

/** Where a task finds that nobody wants its further epochs. */
export function endFile(folder: string, index: number): string {
  return join(folder, "ends", String(index));
}

/** What a task has printed. */
export function logFile(folder: string, index: number): string {
  return join(folder, "logs", `${index}.log`);
}
