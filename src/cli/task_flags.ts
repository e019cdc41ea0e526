/**
 * Deno's flags for a task: what it may do, and no more. The tasks in deno.json
 * ask for them, which keeps the line short that Deno prints before it runs a task.
 */
import { permittedPrograms } from "../base/permitted_programs.ts";
import { libraryPermission, runPermission, SYSTEM_FACTS } from "../base/processes.ts";
import { slurmPrograms } from "../jobs/slurm.ts";
import { jupyterPrograms } from "../notebook/jupyter.ts";

/** What a task needs beside files, variables, the system's facts and native libraries. */
interface TaskNeeds {
  /** "here" is this machine's own address. */
  network: "none" | "here" | "any";
  /** Programs beside those that all tasks may start; null where it starts none at all. */
  programs: readonly string[] | null;
  /** Whether native libraries are called by any path; else by the cache's and Deno's alone. */
  anyLibrary: boolean;
  /** Flags beside permissions. */
  further?: readonly string[];
}

/** What `bench web --live` opens the page in. */
const browsers = ["chromium", "chromium-browser", "google-chrome"];

/** docs/permissions.md says why. */
const needs = {
  bench: {
    network: "here",
    anyLibrary: true,
    programs: ["mount", "umount", "npm", ...browsers, ...slurmPrograms],
  },
  duygu: {
    network: "any",
    anyLibrary: true,
    programs: ["mount", "umount", "npm", ...browsers, ...slurmPrograms],
  },
  predict: {
    network: "none",
    anyLibrary: false,
    programs: null,
    further: ["--cached-only", "--no-remote", "--no-prompt", "--deny-import"],
  },
  doctor: { network: "none", anyLibrary: true, programs: ["npm"] },
  notebook: { network: "none", anyLibrary: true, programs: [] },
  serve: { network: "here", anyLibrary: true, programs: [] },
  mutation: { network: "none", anyLibrary: true, programs: [] },
} satisfies Record<string, TaskNeeds>;

/** The tasks that run the program. */
export type TaskName = keyof typeof needs;

const NETWORK = { none: "--deny-net", here: "--allow-net=127.0.0.1", any: "--allow-net" };

/** The flags, in the order of a command line. */
export function taskFlags(task: TaskName): string[] {
  const { network, anyLibrary, programs, further = [] }: TaskNeeds = needs[task];
  return [
    "--frozen",
    ...further,
    "--allow-read",
    "--allow-write",
    "--allow-env",
    `--allow-sys=${SYSTEM_FACTS}`,
    anyLibrary ? "--allow-ffi" : libraryPermission(),
    NETWORK[network],
    programs === null
      ? "--deny-run"
      : runPermission([...permittedPrograms(programs), ...jupyterPrograms()]),
  ];
}

/**
 * The flags as one line, which the task's shell divides at spaces: a flag whose paths have some
 * loses its paths, and permits all of its kind.
 */
export function flagLine(flags: readonly string[]): string {
  return flags.map((flag) => /\s/.test(flag) ? flag.slice(0, flag.indexOf("=")) : flag).join(" ");
}

if (import.meta.main) console.log(flagLine(taskFlags((Deno.args[0] ?? "duygu") as TaskName)));
